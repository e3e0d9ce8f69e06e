import { type TSchema, Type } from '@sinclair/typebox';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, refuse } from './checked.ts';

/** `IntegerVar`: a whole number that a JSON number holds exactly. */
export function checkInteger(raw: unknown, rules: VariableRules): Checked {
  if (typeof raw !== 'number' || !Number.isInteger(raw)) return refuse('Must be a whole number.');
  if (!Number.isSafeInteger(raw)) return refuse('Must be a whole number between -(2^53 - 1) and 2^53 - 1.');
  const { minValue, maxValue } = rules;
  if (minValue !== undefined && raw < minValue) return refuse(`Must be at least ${minValue} (minValue).`);
  if (maxValue !== undefined && raw > maxValue) return refuse(`Must be at most ${maxValue} (maxValue).`);
  return { value: Object.is(raw, -0) ? 0 : raw };
}

export function integerSchema(rules: VariableRules): TSchema {
  const { minValue, maxValue } = rules;
  return Type.Integer({
    ...(minValue === undefined ? {} : { minimum: minValue }),
    ...(maxValue === undefined ? {} : { maximum: maxValue }),
  });
}
