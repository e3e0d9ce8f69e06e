import { textSchema } from '../internal/values/text-value.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** Text of any length, in several lines. Made by {@link TextVar}. */
export type TextVariable<Value extends string | undefined = string | undefined> = Variable<'text', Value>;

/**
 * Text of any length, in several lines. White space around the whole of it is trimmed.
 *
 * @throws {@link VariableOptionsError} when the default is not text
 * @example
 * ```ts
 * notes = TextVar({ description: 'Shown to the technician', required: false });
 * ```
 */
export function TextVar<const Required extends boolean = true, const Default extends string | undefined = undefined>(
  options: TextVarOptions<Required, Default> = {},
): TextVariable<Presence<string, Required, Default>> {
  const rules = { kind: 'text' as const };
  return createVariable(options, { rules, schema: textSchema(rules) });
}

/** Whether a value was made by {@link TextVar}. */
export function isTextVariable(value: unknown): value is TextVariable {
  return isVariableOfKind(value, 'text');
}

/** Options of {@link TextVar}: those of all variables. */
export interface TextVarOptions<
  Required extends boolean = boolean,
  Default extends string | undefined = string | undefined,
> extends VariableOptions<Required, Default> {}
