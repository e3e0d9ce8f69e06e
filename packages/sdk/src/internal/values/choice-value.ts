import { type TSchema, Type } from '@sinclair/typebox';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, refuse } from './checked.ts';

type Pairs = NonNullable<VariableRules['choices']>;

const SHOWN_CHOICES = 20;
const SHOWN_PROBLEMS = 20;

/** `ChoiceVar`: one of the values. */
export function checkChoice(raw: unknown, rules: VariableRules): Checked {
  const choices = rules.choices ?? [];
  return choices.some(([value]) => value === raw) ? { value: raw } : refuse(describeProblem(raw, choices));
}

/** `MultiChoiceVar`: some of the values, each kept once. */
export function checkMultiChoice(raw: unknown, rules: VariableRules): Checked {
  if (!Array.isArray(raw)) return refuse('Must be a list of choices.');
  const choices = rules.choices ?? [];
  const known = new Set<unknown>(choices.map(([value]) => value));
  const values = [...new Set<unknown>(raw)];
  // A request may hold a million values: neither the search nor the answer may grow with their product.
  const unknown = values.filter((value) => !known.has(value)).slice(0, SHOWN_PROBLEMS);
  return unknown.length > 0 ? refuse(...unknown.map((value) => describeProblem(value, choices))) : { value: values };
}

export function choiceSchema(choices: Pairs): TSchema {
  // `oneOf` with titles carries the labels to forms; the values are constants.
  return Type.Unsafe<string>({ type: 'string', oneOf: choices.map(([value, title]) => ({ const: value, title })) });
}

export function multiChoiceSchema(choices: Pairs, required: boolean): TSchema {
  return Type.Array(choiceSchema(choices), { uniqueItems: true, ...(required ? { minItems: 1 } : {}) });
}

function describeProblem(raw: unknown, choices: Pairs): string {
  const shown = choices.slice(0, SHOWN_CHOICES).map(([value]) => value);
  const more = choices.length > shown.length ? `, … (${choices.length} choices)` : '';
  const subject = typeof raw === 'string' ? `"${raw.slice(0, 100)}"` : 'A value that is no text';
  return `${subject} is not one of the choices: ${shown.join(', ')}${more}.`;
}
