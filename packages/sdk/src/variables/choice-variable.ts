import { choiceSchema } from '../internal/values/choice-value.ts';
import { type Choices, type ChoiceValue, readChoices } from './choices.ts';
import { createVariable } from './create-variable.ts';
import { isVariableOfKind, type Presence, type Variable, type VariableOptions } from './variable.ts';

/** One of a set of choices. Made by {@link ChoiceVar}. */
export type ChoiceVariable<Value extends string | undefined = string | undefined> = Variable<'choice', Value>;

/**
 * One of a set of choices. `run` receives the value, typed as the union of the values.
 *
 * @throws {@link VariableOptionsError} when there are no choices, a value is there twice, or the default is none of them
 * @example
 * ```ts
 * direction = ChoiceVar({ choices: [['n', 'North'], ['s', 'South']], default: 'n' }); // 'n' | 's'
 * size = ChoiceVar({ choices: { small: 'Small', large: 'Large' } });                  // 'small' | 'large'
 * ```
 */
export function ChoiceVar<
  const Of extends Choices,
  const Required extends boolean = true,
  const Default extends ChoiceValue<Of> | undefined = undefined,
>(options: ChoiceVarOptions<Of, Required, Default>): ChoiceVariable<Presence<ChoiceValue<Of>, Required, Default>> {
  const rules = { kind: 'choice' as const, choices: readChoices(options?.choices) };
  return createVariable(options, { rules, schema: choiceSchema(rules.choices) });
}

/** Whether a value was made by {@link ChoiceVar}. */
export function isChoiceVariable(value: unknown): value is ChoiceVariable {
  return isVariableOfKind(value, 'choice');
}

/** Options of {@link ChoiceVar}. */
export interface ChoiceVarOptions<
  Of extends Choices = Choices,
  Required extends boolean = boolean,
  Default extends string | undefined = string | undefined,
> extends VariableOptions<Required, Default> {
  /** Values and labels, 1 to 10,000. Computed ones, such as a constant from elsewhere, keep their types with `as const`. */
  readonly choices: Of;
}
