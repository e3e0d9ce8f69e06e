import type { PlainError } from '../protocol.ts';
import { inspect } from './prelude/inspect.ts';
import { createObject, cutText, isArray, isError, toPrimitiveText } from './prelude/primordials.ts';

const maxMessageLength = 10_000;
const maxStackLength = 20_000;
const maxNameLength = 200;
const maxCauses = 5;
const maxErrors = 10;
const unprintable = '[cannot be shown]';

type Mutable = { -readonly [Key in keyof Omit<PlainError, 'errors'>]: PlainError[Key] } & {
  /** By index: a list would ask the `toJSON` that a job put on Array.prototype. */
  errors?: object;
};

/** Where an error stands among others. */
interface Place {
  /** Errors that it is the cause of. */
  readonly depth: number;
  /** It is one of those that another stands for. */
  readonly isInner: boolean;
}

/** What was thrown, as data: every part read once, cut to size, and harmless to write as JSON. Never throws. */
export function toPlainError(thrown: unknown): PlainError {
  return describeError(thrown, { depth: 0, isInner: false }) as PlainError;
}

function describeError(thrown: unknown, { depth, isInner }: Place): Mutable {
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
  if (cause !== undefined && cause !== null && depth < maxCauses) {
    plain.cause = describeError(cause, { depth: depth + 1, isInner }) as PlainError;
  }
  const errors = isInner ? undefined : describeErrors(read(thrown, 'errors'), depth + 1);
  if (errors !== undefined) plain.errors = errors;
  return plain;
}

/** The errors in a list; undefined when there is none. */
function describeErrors(list: unknown, depth: number): object | undefined {
  if (!isArray(list)) return undefined;
  const described = createObject(null) as Record<number, Mutable>;
  let count = 0;
  for (let index = 0; index < maxErrors; index += 1) {
    const error = read(list, index);
    if (isError(error)) described[count++] = describeError(error, { depth, isInner: true });
  }
  return count === 0 ? undefined : described;
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

function read(target: object, key: string | number): unknown {
  try {
    return (target as Record<string | number, unknown>)[key];
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
