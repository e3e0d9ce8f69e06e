import type { PlainError } from '../protocol.ts';
import { inspect } from './prelude/inspect.ts';
import { createObject, cutText, isError, toPrimitiveText } from './prelude/primordials.ts';

const maxMessageLength = 10_000;
const maxStackLength = 20_000;
const maxNameLength = 200;
const maxCauses = 5;
const unprintable = '[cannot be shown]';

type Mutable = { -readonly [Key in keyof PlainError]: PlainError[Key] };

/** What was thrown, as data: every part read once, cut to size, and harmless to write as JSON. Never throws. */
export function toPlainError(thrown: unknown, depth = 0): PlainError {
  // Without a prototype: no `toJSON` that a job put on Object.prototype is asked.
  const plain = createObject(null) as Mutable;
  if (!isError(thrown)) {
    plain.name = 'Thrown';
    plain.message = `Something that is no Error was thrown: ${describe(thrown)}`;
    return plain;
  }
  plain.name = readText(thrown, 'name', maxNameLength) ?? 'Error';
  plain.message = readText(thrown, 'message', maxMessageLength) ?? '';
  const code = readText(thrown, 'code', maxNameLength);
  if (code !== undefined) plain.code = code;
  const stack = readText(thrown, 'stack', maxStackLength);
  if (stack !== undefined) plain.stack = stack;
  const cause = read(thrown, 'cause');
  if (cause !== undefined && cause !== null && depth < maxCauses) plain.cause = toPlainError(cause, depth + 1);
  return plain;
}

function readText(error: object, key: string, maxLength: number): string | undefined {
  const value = read(error, key);
  if (value === undefined) return undefined;
  try {
    return cutText(toPrimitiveText(value), maxLength);
  } catch {
    return unprintable;
  }
}

function read(error: object, key: string): unknown {
  try {
    return (error as Record<string, unknown>)[key];
  } catch {
    return unprintable;
  }
}

function describe(thrown: unknown): string {
  try {
    return cutText(typeof thrown === 'string' ? thrown : inspect(thrown), maxMessageLength);
  } catch {
    return unprintable;
  }
}
