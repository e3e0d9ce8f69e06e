import type { EntityClass, EntityManager } from '@mikro-orm/core';
import { ModelDefinitionError } from './errors.ts';
import { displayPaths, parseDisplay } from './internal/display.ts';
import { pluralize, splitWords } from './internal/words.ts';

/**
 * What a model's own validation may use.
 */
export interface ModelValidationContext {
  /** The unit of work in which the object is about to be saved: query it to compare with other objects. */
  readonly em: EntityManager;
}

/**
 * Options of {@link defineModel}.
 */
export interface ModelOptions<Entity extends object> {
  /** App label, the first part of the model's label and of its REST path: `dcim`. Lower-case letters, digits and `_`. */
  readonly app: string;
  /**
   * Second part of the model's label, e.g. `devicetype` in `dcim.devicetype`.
   * @defaultValue the entity's class name in lower case
   */
  readonly name?: string;
  /**
   * Last part of the REST path, e.g. `device-types` in `/api/dcim/device-types/`.
   * @defaultValue the class name in kebab case, in the plural
   */
  readonly endpoint?: string;
  /** Name for people, singular: `device type`. @defaultValue the class name in words */
  readonly label?: string;
  /** Name for people, plural: `device types`. @defaultValue the plural of the label */
  readonly labelPlural?: string;
  /**
   * How one object is shown in a line: a template of property paths, e.g. `'{manufacturer.name} {model}'`.
   * Paths may cross to-one relations. A template rather than code, so that the server can compute it in SQL. Empty
   * values leave nothing; an object whose template comes out empty is shown by its id.
   */
  readonly display: string;
  /** String properties (paths over to-one relations allowed) that the `q` filter of REST and object selects search. @defaultValue the paths of `display` */
  readonly search?: readonly string[];
  /** Default order, e.g. `['site.name', '-created']`. @defaultValue the paths of `display` */
  readonly ordering?: readonly string[];
  /** Properties whose values never appear in REST, change lists or logs. */
  readonly sensitive?: readonly string[];
  /**
   * Rules that the database cannot express. Runs after the field rules (types, lengths, required), in the isolate for
   * jobs and on the server for REST. Report problems by throwing {@link ValidationError}.
   */
  validate?(entity: Entity, context: ModelValidationContext): void | Promise<void>;
}

/** A MikroORM entity that the platform exposes to jobs, REST and `ObjectVar`. Made by {@link defineModel}. */
export interface ModelDefinition<Entity extends object = object> {
  /** `<app>.<name>`: `dcim.device`. */
  readonly label: string;
  readonly app: string;
  readonly name: string;
  readonly endpoint: string;
  readonly verboseName: string;
  readonly verboseNamePlural: string;
  readonly entity: EntityClass<Entity>;
  readonly display: string;
  readonly search: readonly string[];
  readonly ordering: readonly string[];
  readonly sensitive: readonly string[];
  validate?(entity: Entity, context: ModelValidationContext): void | Promise<void>;
}

/**
 * Exposes a MikroORM entity to jobs, REST and `ObjectVar`.
 *
 * @param entity - class of an entity of `defineEntity`, with `...baseProperties`; its name is unique across plugins
 * @throws {@link ModelDefinitionError} when an option cannot work
 * @example
 * ```ts
 * export class Site extends SiteSchema.class {}
 * SiteSchema.setClass(Site);
 *
 * export const siteModel = defineModel(Site, {
 *   app: 'dcim',
 *   display: '{name}',
 *   validate(site) {
 *     if (site.name === 'nowhere') throw new ValidationError({ name: 'Choose a name that people can find.' });
 *   },
 * });
 * ```
 */
export function defineModel<Entity extends object>(
  entity: EntityClass<Entity>,
  options: ModelOptions<Entity>,
): ModelDefinition<Entity> {
  const className = typeof entity === 'function' ? entity.name : '';
  if (className === '') throw new ModelDefinitionError('defineModel needs an entity class that has a name.');
  const words = splitWords(className);
  const verboseName = options.label ?? words.join(' ');
  const name = options.name ?? className.toLowerCase();
  const endpoint = options.endpoint ?? pluralize(words.join('-').toLowerCase());
  assertForm(className, { option: 'app', value: options.app, form: /^[a-z][a-z0-9_]*$/ });
  assertForm(className, { option: 'name', value: name, form: /^[a-z][a-z0-9_]*$/ });
  assertForm(className, { option: 'endpoint', value: endpoint, form: /^[a-z][a-z0-9-]*$/ });
  const paths = displayPaths(parseDisplay(options.display));
  return Object.freeze({
    label: `${options.app}.${name}`,
    app: options.app,
    name,
    endpoint,
    verboseName,
    verboseNamePlural: options.labelPlural ?? pluralize(verboseName),
    entity,
    display: options.display,
    search: options.search ?? paths,
    ordering: options.ordering ?? paths,
    sensitive: options.sensitive ?? [],
    ...(options.validate === undefined
      ? {}
      : { validate: (object: Entity, context: ModelValidationContext) => options.validate?.(object, context) }),
  });
}

function assertForm(
  className: string,
  { option, value, form }: { readonly option: string; readonly value: string; readonly form: RegExp },
): void {
  if (!form.test(value)) {
    throw new ModelDefinitionError(
      `The ${option} "${value}" of the model ${className} must match ${form.source}: lower case, a letter first.`,
    );
  }
}
