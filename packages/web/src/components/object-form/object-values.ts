import { nestedId } from '../resource/nested-id.ts';
import type { FormField } from './form-field.ts';

/** What the inputs of a form hold: texts, numbers, flags, ids. */
export type FormValues = Readonly<Record<string, unknown>>;

/** Values of an object as the form holds them: references by their ids, JSON as text. */
export function toFormValues(fields: readonly FormField[], object: FormValues | undefined): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, toFormValue(field, object?.[field.name])]));
}

function toFormValue({ kind, type, initial }: FormField, value: unknown): unknown {
  if (kind === 'to-one') return nestedId(value) ?? null;
  if (kind === 'to-many') return Array.isArray(value) ? value.flatMap((item) => nestedId(item) ?? []) : [];
  if (type === 'json' || type === 'array')
    return value === undefined || value === null ? '' : JSON.stringify(value, null, 2);
  if (type === 'boolean') return value === undefined ? initial === true : value === true;
  if (type === 'texts') return Array.isArray(value) ? value : [];
  return value ?? '';
}

/** Either what is to be sent, or problems by field. */
export type ReadForm =
  | { readonly body: Readonly<Record<string, unknown>> }
  | { readonly problems: Readonly<Record<string, string>> };

/** The fields that differ from what was there, in the form that REST takes. */
export function readForm(fields: readonly FormField[], values: FormValues, before: FormValues): ReadForm {
  const body: Record<string, unknown> = {};
  const problems: Record<string, string> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (JSON.stringify(value) === JSON.stringify(before[field.name])) continue;
    try {
      body[field.name] = toWire(field, value);
    } catch {
      problems[field.name] = 'This is no valid JSON.';
    }
  }
  return Object.keys(problems).length > 0 ? { problems } : { body };
}

function toWire({ kind, type, nullable }: FormField, value: unknown): unknown {
  if (kind !== 'scalar') return value;
  if (value === '') return nullable ? null : type === 'string' ? '' : null;
  return type === 'json' || type === 'array' ? JSON.parse(value as string) : value;
}
