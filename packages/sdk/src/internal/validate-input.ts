import type { VariableDescriptor } from './descriptor.ts';
import { readFormValue } from './form-value.ts';
import { checkValue, isProblem } from './values/check-value.ts';
import type { PatternMatcher } from './values/checked.ts';

export interface ValidateInputOptions {
  /** Engine of linear time for authors' patterns. */
  readonly matchPattern: PatternMatcher;
  /**
   * `json`: values have their JSON types. `form`: values are texts of a multipart form, or lists of texts where a field
   * was repeated; numbers, booleans, lists and objects are read from them.
   * @defaultValue 'json'
   */
  readonly encoding?: 'json' | 'form';
}

/** Input in stored form, or all that is wrong with it, by variable. */
export type ValidatedInput =
  | { readonly ok: true; readonly stored: Record<string, unknown> }
  | { readonly ok: false; readonly errors: Record<string, string[]> };

const SHOWN_UNKNOWN_KEYS = 20;

/** What a value comes to before its rules are looked at. */
type Presence = { readonly given: unknown } | 'absent' | 'missing';

/**
 * Checks the input of a run as a client sent it, and gives it in stored form with defaults applied. The authority for
 * every entry point: REST, CLI, schedules. Whether objects and files exist is left to the server.
 *
 * Absent values: a key that is left out or `null` takes the default, if there is one. Empty text and empty lists count
 * as no value for a required variable; an optional one keeps an empty list, and an empty text if it has a default to
 * be cleared.
 */
export function validateInput(
  variables: readonly VariableDescriptor[],
  data: unknown,
  { matchPattern, encoding = 'json' }: ValidateInputOptions,
): ValidatedInput {
  const given = data ?? {};
  if (typeof given !== 'object' || Array.isArray(given)) {
    return { ok: false, errors: { errors: ['data must be an object of variables and their values.'] } };
  }
  const raw = given as Readonly<Record<string, unknown>>;
  const errors = unknownKeys(variables, raw);
  const stored: Record<string, unknown> = {};
  for (const variable of variables) {
    const value = Object.hasOwn(raw, variable.name) ? raw[variable.name] : undefined;
    const presence = weigh(variable, encoding === 'form' ? readFormValue(value, variable.kind) : value);
    if (presence === 'missing') {
      errors[variable.name] = ['This field is required.'];
    } else if (presence !== 'absent') {
      const checked = presence.given === '' ? { value: '' } : checkValue(presence.given, variable, { matchPattern });
      if (isProblem(checked)) errors[variable.name] = [...checked.problems];
      else stored[variable.name] = checked.value;
    }
  }
  return Object.keys(errors).length > 0 ? { ok: false, errors } : { ok: true, stored };
}

function weigh(variable: VariableDescriptor, raw: unknown): Presence {
  const value = typeof raw === 'string' ? raw.trim() : raw;
  const nullChosen = value === null && variable.nullOption !== undefined;
  if (value === undefined || (value === null && !nullChosen)) {
    if (variable.default !== undefined) return { given: variable.default };
    return variable.required ? 'missing' : 'absent';
  }
  if (value === '') {
    const text = variable.kind === 'string' || variable.kind === 'text';
    if (text && (variable.default === '' || (!variable.required && variable.default !== undefined)))
      return { given: '' };
    return variable.required ? 'missing' : 'absent';
  }
  if (Array.isArray(value) && value.length === 0 && variable.required) return 'missing';
  return { given: value };
}

function unknownKeys(
  variables: readonly VariableDescriptor[],
  raw: Readonly<Record<string, unknown>>,
): Record<string, string[]> {
  const names = new Set(variables.map((variable) => variable.name));
  const known =
    names.size === 0 ? 'This job has no variables.' : `The variables of this job: ${[...names].join(', ')}.`;
  // The answer repeats the keys of the request: it must not be many times as large.
  const unknown = Object.keys(raw)
    .filter((key) => !names.has(key))
    .slice(0, SHOWN_UNKNOWN_KEYS);
  return Object.fromEntries(unknown.map((key) => [key, [`There is no such variable. ${known}`]]));
}
