import type { JobVariable } from '../api/get-job.ts';

/**
 * What the form holds for a variable: text for texts, addresses, numbers and choices; a list for the kinds of many;
 * an object's id, `null` for the null choice and `undefined` for none.
 */
export type FormValue = string | boolean | readonly string[] | File | null | undefined;
export type FormValues = Readonly<Record<string, FormValue>>;

export type Commit = boolean;

/** The value that a form starts with. */
export function initialValue(variable: JobVariable): FormValue {
  return fromWire(variable, variable.default);
}

/** The form's value of one that a request, an address or a default carries. */
export function fromWire(variable: JobVariable, value: unknown): FormValue {
  switch (variable.kind) {
    case 'boolean':
      return value === true;
    case 'multi-choice':
    case 'multi-object':
      return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
    case 'object':
      if (value === null && variable.null_option !== undefined) return null;
      return typeof value === 'string' ? value : undefined;
    case 'choice':
      return typeof value === 'string' ? value : undefined;
    case 'file':
      return undefined;
    default:
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  }
}

/** The value as a request carries it; `undefined`: it is left out. */
export function toWire(variable: JobVariable, value: FormValue): unknown {
  switch (variable.kind) {
    case 'boolean':
      return value === true;
    case 'integer':
      return value === '' || value === undefined ? undefined : Number(value);
    case 'multi-choice':
    case 'multi-object':
      // An emptied list must not become the default again.
      return Array.isArray(value) && (value.length > 0 || variable.default !== undefined) ? value : undefined;
    case 'string':
    case 'text':
      return value === '' && variable.default === undefined ? undefined : value;
    case 'file':
      return undefined;
    default:
      return value === '' ? undefined : value;
  }
}

/** Values of all variables as a request carries them, without files. */
export function toData(variables: readonly JobVariable[], values: FormValues): Readonly<Record<string, unknown>> {
  const entries = variables.map((variable) => [variable.name, toWire(variable, values[variable.name])] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** The files that were chosen, by variable. */
export function listFiles(
  variables: readonly JobVariable[],
  values: FormValues,
): readonly (readonly [name: string, file: File])[] {
  return variables.flatMap(({ name, kind }) => {
    const value = values[name];
    return kind === 'file' && value instanceof File ? [[name, value] as const] : [];
  });
}

/** What may be kept by the browser: neither secrets nor files. */
export function withoutSecrets(variables: readonly JobVariable[], values: FormValues): FormValues {
  const kept = variables.filter(
    ({ sensitive, kind, widget }) => !sensitive && kind !== 'file' && widget !== 'password',
  );
  return Object.fromEntries(kept.map(({ name }) => [name, values[name]]));
}
