import { booleanSchema } from '../internal/values/boolean-value.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Variable, type VariableOptions } from './variable.ts';

/** A true/false flag. Made by {@link BooleanVar}. */
export type BooleanVariable = Variable<'boolean', boolean>;

/**
 * A true/false flag. Never required: left out, it is `false`, or its default.
 *
 * @throws {@link VariableOptionsError} when the default is neither `true` nor `false`
 * @example
 * ```ts
 * overwrite = BooleanVar({ description: 'Change devices that exist', default: false });
 * ```
 */
export function BooleanVar(options: BooleanVarOptions = {}): BooleanVariable {
  const rules = { kind: 'boolean' as const };
  return createVariable(
    { ...options, default: options.default ?? false, required: false },
    { rules, schema: booleanSchema() },
  );
}

/** Whether a value was made by {@link BooleanVar}. */
export function isBooleanVariable(value: unknown): value is BooleanVariable {
  return isVariableOfKind(value, 'boolean');
}

/** Options of {@link BooleanVar}: those of all variables; it cannot be required. */
export interface BooleanVarOptions extends VariableOptions<false, boolean> {}
