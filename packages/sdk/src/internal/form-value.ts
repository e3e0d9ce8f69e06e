import type { VariableKind } from './descriptor.ts';

const flags: Readonly<Record<string, boolean>> = {
  true: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  off: false,
  no: false,
  '0': false,
};

/**
 * The value of a form field, which is text, or a list of texts where the field was repeated, as JSON would have it.
 * What cannot be read stays as it is, to be refused with its own message.
 */
export function readFormValue(field: unknown, kind: VariableKind): unknown {
  switch (kind) {
    case 'multi-choice':
    case 'multi-object':
      return readList(field);
    case 'integer':
      return typeof field === 'string' && /^\s*[-+]?\d{1,16}\s*$/.test(field) ? Number(field) : field;
    case 'boolean':
      return typeof field === 'string' ? (flags[field.trim().toLowerCase()] ?? field) : field;
    case 'object':
      return readObject(field);
    default:
      return field;
  }
}

function readList(field: unknown): unknown {
  if (field === undefined || field === '') return undefined;
  if (Array.isArray(field)) return field.map(readObject);
  if (typeof field !== 'string') return field;
  const list = field.trim().startsWith('[') ? parseJson(field) : undefined;
  return Array.isArray(list) ? list : [readObject(field)];
}

function readObject(field: unknown): unknown {
  if (typeof field !== 'string' || !field.trim().startsWith('{')) return field;
  return parseJson(field) ?? field;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
