import { multiChoiceSchema } from '../internal/values/choice-value.ts';
import { type Choices, type ChoiceValue, readChoices } from './choices.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** Any number of a set of choices. Made by {@link MultiChoiceVar}. */
export type MultiChoiceVariable<Value extends readonly string[] | undefined = readonly string[] | undefined> = Variable<
  'multi-choice',
  Value
>;

/**
 * Any number of a set of choices; at least one when it is required. `run` receives an array of the values, each once,
 * in the order in which they were given.
 *
 * @throws {@link VariableOptionsError} when there are no choices, a value is there twice, or the default holds another
 * @example
 * ```ts
 * colours = MultiChoiceVar({ choices: [['ff0000', 'Red'], ['00ff00', 'Green']], required: false });
 * ```
 */
export function MultiChoiceVar<
  const Of extends Choices,
  const Required extends boolean = true,
  const Default extends readonly ChoiceValue<Of>[] | undefined = undefined,
>(
  options: MultiChoiceVarOptions<Of, Required, Default>,
): MultiChoiceVariable<Presence<ChoiceValue<Of>[], Required, Default>> {
  const rules = { kind: 'multi-choice' as const, choices: readChoices(options?.choices) };
  const schema = multiChoiceSchema(rules.choices, options.required ?? true);
  return createVariable(options, { rules, schema });
}

/** Whether a value was made by {@link MultiChoiceVar}. */
export function isMultiChoiceVariable(value: unknown): value is MultiChoiceVariable {
  return isVariableOfKind(value, 'multi-choice');
}

/** Options of {@link MultiChoiceVar}. */
export interface MultiChoiceVarOptions<
  Of extends Choices = Choices,
  Required extends boolean = boolean,
  Default extends readonly string[] | undefined = readonly string[] | undefined,
> extends VariableOptions<Required, Default> {
  /** Values and labels, 1 to 10,000. Computed ones, such as a constant from elsewhere, keep their types with `as const`. */
  readonly choices: Of;
}
