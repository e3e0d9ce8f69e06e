import { type TSchema, Type } from '@sinclair/typebox';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, refuse } from './checked.ts';

type Pairs = NonNullable<VariableRules['choices']>;

const SHOWN_CHOICES = 20;

/** `ChoiceVar`: one of the values. */
export function checkChoice(raw: unknown, rules: VariableRules): Checked {
  const problem = findProblem(raw, rules.choices ?? []);
  return problem === undefined ? { value: raw } : refuse(problem);
}

/** `MultiChoiceVar`: some of the values, each kept once. */
export function checkMultiChoice(raw: unknown, rules: VariableRules): Checked {
  if (!Array.isArray(raw)) return refuse('Must be a list of choices.');
  const values = [...new Set<unknown>(raw)];
  const problems = values.map((value) => findProblem(value, rules.choices ?? [])).filter((text) => text !== undefined);
  return problems.length > 0 ? refuse(...problems) : { value: values };
}

export function choiceSchema(choices: Pairs): TSchema {
  // `oneOf` with titles carries the labels to forms; the values are constants.
  return Type.Unsafe<string>({ type: 'string', oneOf: choices.map(([value, title]) => ({ const: value, title })) });
}

export function multiChoiceSchema(choices: Pairs, required: boolean): TSchema {
  return Type.Array(choiceSchema(choices), { uniqueItems: true, ...(required ? { minItems: 1 } : {}) });
}

function findProblem(raw: unknown, choices: Pairs): string | undefined {
  if (typeof raw === 'string' && choices.some(([value]) => value === raw)) return undefined;
  const shown = choices.slice(0, SHOWN_CHOICES).map(([value]) => value);
  const more = choices.length > shown.length ? `, … (${choices.length} choices)` : '';
  const subject = typeof raw === 'string' ? `"${raw.slice(0, 100)}"` : 'A value that is no text';
  return `${subject} is not one of the choices: ${shown.join(', ')}${more}.`;
}
