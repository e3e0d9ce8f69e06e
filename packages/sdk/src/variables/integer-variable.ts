import { integerSchema } from '../internal/values/integer-value.ts';
import { assertLimits, createVariable, given } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** A whole number. Made by {@link IntegerVar}. */
export type IntegerVariable<Value extends number | undefined = number | undefined> = Variable<'integer', Value>;

/**
 * A whole number between -(2^53 - 1) and 2^53 - 1.
 *
 * @throws {@link VariableOptionsError} when limits contradict each other or the default does not pass
 * @example
 * ```ts
 * switchCount = IntegerVar({ description: 'Number of access switches', minValue: 1, maxValue: 48 });
 * ```
 */
export function IntegerVar<const Required extends boolean = true, const Default extends number | undefined = undefined>(
  options: IntegerVarOptions<Required, Default> = {},
): IntegerVariable<Presence<number, Required, Default>> {
  const { minValue, maxValue } = options;
  assertLimits({ minValue, maxValue }, { least: Number.MIN_SAFE_INTEGER, most: Number.MAX_SAFE_INTEGER });
  const rules = given({ kind: 'integer' as const, minValue, maxValue });
  return createVariable(options, { rules, schema: integerSchema(rules) });
}

/** Whether a value was made by {@link IntegerVar}. */
export function isIntegerVariable(value: unknown): value is IntegerVariable {
  return isVariableOfKind(value, 'integer');
}

/** Options of {@link IntegerVar}. */
export interface IntegerVarOptions<
  Required extends boolean = boolean,
  Default extends number | undefined = number | undefined,
> extends VariableOptions<Required, Default> {
  /** Least value that passes. @defaultValue no limit */
  readonly minValue?: number;
  /** Greatest value that passes. @defaultValue no limit */
  readonly maxValue?: number;
}
