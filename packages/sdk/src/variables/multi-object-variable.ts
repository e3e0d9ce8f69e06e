import { multiObjectSchema } from '../internal/values/object-value.ts';
import { createVariable } from './create-variable.ts';
import { type ObjectOptions, type ObjectReference, readObjectOptions } from './object-options.ts';
import { isVariableOfKind, type Presence, type Variable } from './variable.ts';

/** Any number of objects of the platform. Made by {@link MultiObjectVar}. */
export type MultiObjectVariable<Value extends readonly object[] | undefined = readonly object[] | undefined> = Variable<
  'multi-object',
  Value
>;

/**
 * Any number of objects of one model; at least one when it is required. `run` receives an array of entities, each once,
 * in the order in which they were given.
 *
 * @throws {@link VariableOptionsError} when an option cannot work
 * @example
 * ```ts
 * sites = MultiObjectVar({ model: Site, required: false, description: 'Limit the check to these sites' });
 * ```
 */
export function MultiObjectVar<
  Entity extends object,
  const Required extends boolean = true,
  const Default extends readonly ObjectReference[] | undefined = undefined,
>(
  options: MultiObjectVarOptions<Entity, Required, Default>,
): MultiObjectVariable<Presence<Entity[], Required, Default>> {
  const rules = { kind: 'multi-object' as const, ...readObjectOptions(options) };
  const schema = multiObjectSchema(options.required ?? true);
  return createVariable(options, { rules, schema, model: options.model });
}

/** Whether a value was made by {@link MultiObjectVar}. */
export function isMultiObjectVariable(value: unknown): value is MultiObjectVariable {
  return isVariableOfKind(value, 'multi-object');
}

/** Options of {@link MultiObjectVar}. */
export interface MultiObjectVarOptions<
  Entity extends object,
  Required extends boolean = boolean,
  Default extends readonly ObjectReference[] | undefined = readonly ObjectReference[] | undefined,
> extends ObjectOptions<Entity, Required, Default> {}
