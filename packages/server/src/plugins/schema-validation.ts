import type { FastifyInstance, FastifySchemaCompiler } from 'fastify';
import type { FastifyValidationResult } from 'fastify/types/schema.js';
import fastifyPlugin from 'fastify-plugin';
import { InputInvalidError } from '../errors.ts';
import {
  FormatRegistry,
  OptionalKind,
  TypeCompiler,
  Value,
  type TSchema,
  type TypeCheck,
  type ValueError,
} from '../http/typebox.ts';

export interface SchemaValidationOptions {
  /**
   * Check each answer against its route's schema and fail when they differ, so that tests keep the OpenAPI document
   * honest. Costs time.
   */
  readonly checkResponses: boolean;
  /** Schemas that others refer to by `$id`. */
  readonly components: readonly TSchema[];
}

/**
 * Checks parameters, queries and bodies against their schemas. Text in paths and queries is converted to the schema's
 * type; bodies are taken as they are, so that `"maybe"` is not a boolean. Checks are compiled at their first use: the
 * server starts without paying for hundreds of routes.
 */
export const schemaValidation = fastifyPlugin(
  async (app: FastifyInstance, options: SchemaValidationOptions) => {
    registerFormats();
    app.setValidatorCompiler(compileValidator);
    app.setSerializerCompiler(({ schema, method, url, httpStatus }) => {
      if (!options.checkResponses) return (data) => JSON.stringify(data);
      const check = lazily(() => TypeCompiler.Compile(schema as TSchema, [...options.components]));
      return (data) => {
        const text = JSON.stringify(data);
        const error = check().Errors(JSON.parse(text)).First();
        if (error) {
          const value = JSON.stringify(error.value)?.slice(0, 200);
          throw new Error(`${method} ${url} ${httpStatus}: ${error.path} ${error.message}, got ${value}`);
        }
        return text;
      };
    });
  },
  { name: 'schema-validation' },
);

/** For routes that read the body themselves: its schema is for the document. */
export function compileUnlessBody(route: SchemaRoute): FastifyValidationResult {
  return route.httpPart === 'body' ? () => true : compileValidator(route as never);
}

/** What of Fastify's description of a schema's place is looked at. */
interface SchemaRoute {
  readonly schema: unknown;
  readonly httpPart?: string;
}

const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = lazily(() => TypeCompiler.Compile(schema));
  const isOptional = OptionalKind in schema;
  return (data: unknown) => {
    if (httpPart === 'body' && isOptional && (data === undefined || data === null)) return { value: data };
    const value = httpPart === 'body' ? data : Value.Convert(schema, Value.Default(schema, data));
    return check().Check(value) ? { value } : { error: new InputInvalidError(describeErrors(check(), value)) };
  };
};

/** One message per field; a problem with the whole value is under `detail`. */
function describeErrors(check: TypeCheck<TSchema>, value: unknown): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const error of check.Errors(value)) {
    const [, first = 'detail', ...rest] = error.path.split('/');
    const messages = (fields[first] ??= []);
    if (messages.length === 0) messages.push(describeError(error, rest));
  }
  return fields;
}

function describeError(error: ValueError, path: readonly string[]): string {
  const place = path.length > 0 ? `${path.join('.')}: ` : '';
  if (error.message.startsWith('Expected required property')) return `${place}This field is required.`;
  if (error.message === 'Unexpected property') return `${place}There is no such field.`;
  return `${place}${error.message}.`;
}

function registerFormats(): void {
  const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
  FormatRegistry.Set('uuid', (value) => uuid.test(value));
  FormatRegistry.Set('date-time', (value) => !Number.isNaN(Date.parse(value)));
  FormatRegistry.Set('date', (value) => /^\d{4}-\d{2}-\d{2}$/.test(value));
  FormatRegistry.Set('uri', (value) => URL.canParse(value));
  FormatRegistry.Set('binary', () => true);
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
