import { isRaw, Raw } from '@mikro-orm/core';
import type { JsonObject, JsonValue } from '../../data-protocol.ts';
import { OrmFeatureRefusedError, RawSqlRefusedError } from './errors.ts';

/** Writes a condition, an order or any other part of a query in JSON. */
export function encodeObject(value: unknown): JsonObject {
  if (value === undefined || value === null) return {};
  const encoded = encode(value);
  if (typeof encoded !== 'object' || encoded === null || Array.isArray(encoded)) {
    throw new OrmFeatureRefusedError('A condition has to be an object.');
  }
  return encoded as JsonObject;
}

/** A list of orders, whichever form they were given in. */
export function encodeObjects(value: unknown): readonly JsonObject[] {
  if (value === undefined || value === null) return [];
  return (Array.isArray(value) ? value : [value]).map((item) => encodeObject(item));
}

/** Writes a value in JSON in the form that PostgreSQL reads. */
export function encode(value: unknown): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      // JSON knows neither; PostgreSQL reads the words for its floating-point columns and refuses them for the others.
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString();
    case 'undefined':
      return null;
    case 'object':
      return value === null ? null : encodeReference(value);
    case 'symbol':
    case 'function':
      throw new OrmFeatureRefusedError(`A ${typeof value} cannot be part of a query or a row.`);
  }
}

function encodeReference(value: object): JsonValue {
  if (Array.isArray(value)) return value.map((item) => encode(item));
  if (value instanceof Date) return encodeDate(value);
  if (isRaw(value)) throw new RawSqlRefusedError('raw()');
  if (value instanceof RegExp) return { $re: encodePattern(value) };
  if (value instanceof Uint8Array) return `\\x${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
  if (Raw.hasObjectFragments(value)) throw new RawSqlRefusedError('raw()');
  const encoded: Record<string, JsonValue> = {};
  for (const [key, item] of Object.entries(value)) {
    if (key === '__proto__') throw new OrmFeatureRefusedError('A query or row may have no key "__proto__".');
    encoded[key] = key === '$re' && item instanceof RegExp ? encodePattern(item) : encode(item);
  }
  return encoded;
}

/** PostgreSQL takes the flag in front of the pattern: https://www.postgresql.org/docs/current/functions-matching.html */
function encodePattern(pattern: RegExp): string {
  return pattern.flags.includes('i') ? `(?i)${pattern.source}` : pattern.source;
}

function encodeDate(value: Date): string {
  if (Number.isNaN(value.getTime())) throw new OrmFeatureRefusedError('An invalid date cannot be stored or compared.');
  return value.toISOString();
}
