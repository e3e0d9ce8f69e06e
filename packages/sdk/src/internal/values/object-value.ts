import { type TSchema, Type } from '@sinclair/typebox';
import type { VariableRules } from '../descriptor.ts';
import { type Checked, isProblem, refuse } from './checked.ts';

/** Any version: ids may come from elsewhere. */
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const LIST_LIMIT = 10_000;
const SHOWN_PROBLEMS = 20;

/** Whether a text has the form of a UUID. */
export function isUuid(text: unknown): text is string {
  return typeof text === 'string' && UUID.test(text);
}

/**
 * `ObjectVar`: an id, a dictionary of unique attributes, or the null choice. Whether the object exists, is unique and
 * may be seen is for the server to find out; it then stores the id.
 */
export function checkObject(raw: unknown, rules: VariableRules): Checked {
  if (raw === null || raw === 'null') {
    return rules.nullOption === undefined
      ? refuse('The null choice is not offered here (nullOption): give an object.')
      : { value: null };
  }
  if (isUuid(raw)) return { value: raw.toLowerCase() };
  if (typeof raw === 'string') {
    return refuse(
      `"${raw.slice(0, 100)}" is not an id (UUID). Give one, or unique attributes such as {"name": "AMS01"}.`,
    );
  }
  if (typeof raw !== 'object' || Array.isArray(raw)) {
    return refuse('Must be an id (UUID), or an object of unique attributes such as {"name": "AMS01"}.');
  }
  return Object.keys(raw).length === 0 ? refuse('Name at least one unique attribute of the object.') : { value: raw };
}

/** `MultiObjectVar`: a list of what `ObjectVar` takes; an id that is repeated is kept once. */
export function checkMultiObject(raw: unknown): Checked {
  if (!Array.isArray(raw)) return refuse('Must be a list of objects.');
  if (raw.length > LIST_LIMIT) return refuse(`Must have at most ${LIST_LIMIT} objects; it has ${raw.length}.`);
  const problems = new Set<string>();
  const values = new Set<unknown>();
  for (const item of raw as readonly unknown[]) {
    const checked =
      item === null || item === 'null' ? refuse('null is not an object.') : checkObject(item, { kind: 'object' });
    if (isProblem(checked)) for (const problem of checked.problems) problems.add(problem);
    else values.add(checked.value);
  }
  return problems.size > 0 ? refuse(...[...problems].slice(0, SHOWN_PROBLEMS)) : { value: [...values] };
}

export function objectSchema(rules: VariableRules): TSchema {
  const forms = referenceForms();
  return Type.Union(rules.nullOption === undefined ? forms : [...forms, Type.Null({ title: rules.nullOption })]);
}

export function multiObjectSchema(required: boolean): TSchema {
  return Type.Array(Type.Union(referenceForms()), { maxItems: LIST_LIMIT, ...(required ? { minItems: 1 } : {}) });
}

function referenceForms(): TSchema[] {
  return [
    Type.String({ format: 'uuid' }),
    Type.Record(Type.String(), Type.Unknown(), { minProperties: 1, description: 'Unique attributes of the object' }),
  ];
}
