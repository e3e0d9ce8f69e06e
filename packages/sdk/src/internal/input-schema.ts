import type { VariableDescriptor } from './descriptor.ts';

/** JSON Schema of an object: what a run's `data` must look like. */
export interface InputSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Variables without a default that a run needs. */
  readonly required: readonly string[];
  readonly additionalProperties: false;
}

/** The whole input of a job as JSON Schema, properties in the order of the form. For REST, OpenAPI and the web UI. */
export function toJsonSchema(variables: readonly VariableDescriptor[]): InputSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(variables.map((variable) => [variable.name, variable.schema])),
    required: variables
      .filter((variable) => variable.required && variable.default === undefined)
      .map(({ name }) => name),
    additionalProperties: false,
  };
}
