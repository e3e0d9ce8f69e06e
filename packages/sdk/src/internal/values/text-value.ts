import { type TSchema, Type } from '@sinclair/typebox';
import { countCharacters } from '../count-characters.ts';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, type CheckOptions, refuse } from './checked.ts';

/** `StringVar`, `TextVar`: trimmed text. */
export function checkText(raw: unknown, rules: VariableRules, { matchPattern }: CheckOptions): Checked {
  if (typeof raw !== 'string') return refuse('Must be text.');
  const text = raw.trim();
  // PostgreSQL can store neither.
  if (text.includes('\0')) return refuse('Must not contain null characters.');
  if (!text.isWellFormed()) return refuse('Must be valid Unicode text: it holds half of a surrogate pair.');

  const problems: string[] = [];
  const { minLength, maxLength, regex, regexFlags = '' } = rules;
  const length = minLength === undefined && maxLength === undefined ? 0 : countCharacters(text);
  if (minLength !== undefined && minLength === maxLength && length !== minLength) {
    problems.push(`Must have exactly ${characters(minLength)} (minLength, maxLength); it has ${length}.`);
  } else if (minLength !== undefined && length < minLength) {
    problems.push(`Must have at least ${characters(minLength)} (minLength); it has ${length}.`);
  } else if (maxLength !== undefined && length > maxLength) {
    problems.push(`Must have at most ${characters(maxLength)} (maxLength); it has ${length}.`);
  }
  if (regex !== undefined && !matchPattern(`^(?:${regex})$`, regexFlags, text)) {
    problems.push(`Must match the pattern ${regex} as a whole (regex).`);
  }
  return problems.length > 0 ? { problems } : { value: text };
}

export function textSchema(rules: VariableRules): TSchema {
  const { minLength, maxLength, regex, regexFlags = '' } = rules;
  return Type.String({
    ...(minLength === undefined ? {} : { minLength }),
    ...(maxLength === undefined ? {} : { maxLength }),
    // JSON Schema's patterns have no flags but `u`.
    ...(regex !== undefined && (regexFlags === '' || regexFlags === 'u') ? { pattern: `^(?:${regex})$` } : {}),
  });
}

function characters(count: number): string {
  return count === 1 ? '1 character' : `${count} characters`;
}
