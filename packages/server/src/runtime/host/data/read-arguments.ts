import { DataArgumentError, DataValueError } from '../../../errors.ts';
import type { JsonValue } from '../../data-protocol.ts';

/** An object made of unchecked JSON: any key, any value. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** Keys that mean something to JavaScript itself. */
const dangerousKeys = new Set([
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'toJSON',
]);

export const maxDepth = 24;
/** Items of one list in a condition: PostgreSQL plans longer ones badly, and the statement's text grows with them. */
export const maxListLength = 50_000;

/** @throws {@link DataArgumentError} when the value is no object, or has a key that an object of data cannot have */
export function readObject(value: unknown, what: string): Unchecked {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(`${what} has to be an object.`);
  for (const key of Object.keys(value)) {
    if (dangerousKeys.has(key)) refuse(`${what} may have no key "${key}".`);
  }
  return value as Unchecked;
}

export function readArray(value: unknown, what: string, maxLength: number = maxListLength): readonly unknown[] {
  if (!Array.isArray(value)) refuse(`${what} has to be a list.`);
  if (value.length > maxLength) refuse(`${what} has ${value.length} items; at most ${maxLength} are allowed.`);
  return value;
}

export function readName(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > 200) refuse(`${what} has to be a name.`);
  return value;
}

/** A whole number from 0 to what JavaScript counts exactly. */
export function readCount(value: unknown, what: string): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0)
    refuse(`${what} has to be a whole number from 0.`);
  return value;
}

export function readOneOf<Value extends string>(value: unknown, allowed: readonly Value[], what: string): Value {
  if (!(allowed as readonly unknown[]).includes(value)) refuse(`${what} has to be one of ${allowed.join(', ')}.`);
  return value as Value;
}

/** A value of a column: text, a number, true or false, or null. It reaches PostgreSQL as a quoted literal. */
export function readScalar(value: unknown, what: string): string | number | boolean | null {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) {
        throw new DataValueError(
          `${what}: PostgreSQL cannot store or compare text with a NUL character (\\u0000). Remove it.`,
        );
      }
      return value;
    case 'number':
      if (!Number.isFinite(value)) throw new DataValueError(`${what}: ${value} is not a number that can be stored.`);
      return value;
    case 'boolean':
      return value;
    default:
      if (value === null) return null;
      refuse(`${what}: a value of a column has to be text, a number, true, false or null.`);
  }
}

/** A key: one value, or those of several columns. */
export function readKey(value: unknown, what: string): readonly (string | number | boolean | null)[] {
  return readArray(value, what, 20).map((part) => readScalar(part, what));
}

/**
 * JSON inside of a JSON column's condition, or an object to be stored as JSON. Keys can become parts of a path in SQL:
 * they may hold nothing that ends a literal, nor the placeholder of parameters.
 */
export function readJson(value: unknown, what: string, depth = 0): JsonValue {
  if (depth > maxDepth) refuse(`${what} is nested more than ${maxDepth} levels deep.`);
  if (Array.isArray(value)) {
    return readArray(value, what).map((item) =>
      typeof item === 'object' && item !== null ? readJson(item, what, depth + 1) : readScalar(item, what),
    );
  }
  if (typeof value !== 'object' || value === null) return readScalar(value, what);
  const copy: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(readObject(value, what))) {
    if (!jsonKey.test(key)) refuse(`${what}: the key ${JSON.stringify(key)} cannot be used in a condition on JSON.`);
    copy[key] = readJson(item, what, depth + 1);
  }
  return copy;
}

const jsonKey = /^(?:\$[A-Za-z]{1,20}|[\p{L}\p{N}_][\p{L}\p{N}_ :@/#-]{0,99})$/u;

/** @throws {@link DataArgumentError} */
export function refuse(message: string): never {
  throw new DataArgumentError(message);
}
