import { VariableOptionsError } from '../errors.ts';
import { objectSchema } from '../internal/values/object-value.ts';
import { createVariable, given } from './create-variable.ts';
import { type ObjectOptions, type ObjectReference, readObjectOptions } from './object-options.ts';
import { isVariableOfKind, type Presence, type Variable } from './variable.ts';

/** An object of the platform. Made by {@link ObjectVar}. */
export type ObjectVariable<Value extends object | null | undefined = object | null | undefined> = Variable<
  'object',
  Value
>;

/**
 * An object of the platform: clients give its id or unique attributes, `run` receives the entity, loaded in the run's
 * unit of work. Its relations are loaded by `em.populate` or further queries.
 *
 * @throws {@link VariableOptionsError} when an option cannot work
 * @example
 * ```ts
 * region = ObjectVar({ model: Region, required: false });
 * site = ObjectVar({ model: Site, queryParams: { region_id: '$region' } });
 * ```
 */
export function ObjectVar<
  Entity extends object,
  const Required extends boolean = true,
  const Default extends ObjectReference | undefined = undefined,
  const NullOption extends string | undefined = undefined,
>(
  options: ObjectVarOptions<Entity, Required, Default, NullOption>,
): ObjectVariable<Presence<WithNull<Entity, NullOption>, Required, Default>> {
  const common = readObjectOptions(options);
  if (options.nullOption !== undefined && (options.nullOption === '' || options.nullOption.length > 200)) {
    throw new VariableOptionsError('nullOption is the label of the null choice: 1 to 200 characters.');
  }
  const rules = given({ kind: 'object' as const, ...common, nullOption: options.nullOption });
  return createVariable(options, { rules, schema: objectSchema(rules), model: options.model });
}

/** Whether a value was made by {@link ObjectVar}. */
export function isObjectVariable(value: unknown): value is ObjectVariable {
  return isVariableOfKind(value, 'object');
}

/** Options of {@link ObjectVar}. */
export interface ObjectVarOptions<
  Entity extends object,
  Required extends boolean = boolean,
  Default extends ObjectReference | undefined = ObjectReference | undefined,
  NullOption extends string | undefined = string | undefined,
> extends ObjectOptions<Entity, Required, Default> {
  /**
   * Label of a choice that stands for "none of them": `run` receives `null` for it. Clients send `null` or `"null"`.
   * @defaultValue no such choice
   */
  readonly nullOption?: NullOption;
}

type WithNull<Entity, NullOption> = [NullOption] extends [undefined] ? Entity : Entity | null;
