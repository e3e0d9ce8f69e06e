/**
 * The one place of the HTTP side that names the schema library, so that a move to another version of it is a rename.
 */
export { Type, type Static, type TObject, type TProperties, type TSchema } from '@sinclair/typebox';
export { Value, type ValueError } from '@sinclair/typebox/value';
export { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
export { FormatRegistry, OptionalKind } from '@sinclair/typebox';
export type { FastifyPluginAsyncTypebox, TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
