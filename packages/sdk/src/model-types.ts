/**
 * What declarations of models are made of that `jobwright types` writes: types of the ORM under a name that every
 * repository of jobs can resolve. Types only; jobs themselves import from `@jobwright/sdk`.
 *
 * @packageDocumentation
 */

export type { Collection, Hidden, Opt, OptionalProps, PrimaryKeyProp, Ref, ScalarReference } from '@mikro-orm/core';
