import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { ReferenceKind } from '@mikro-orm/core';

/** A value as REST, change lists and job inputs write it. */
export type WireValue = string | number | boolean | null | readonly WireValue[] | { readonly [key: string]: WireValue };

/** A column of a model's table. */
export interface Column {
  readonly name: string;
  readonly property: string;
  /** Type in the database: `inet`, `varchar(100)`. */
  readonly sqlType: string;
  /** True when the platform itself keeps it: time of the last update, version. No change by itself. */
  readonly isBookkeeping: boolean;
  readonly isSensitive: boolean;
  /** The value that PostgreSQL's driver gives, in wire form. */
  toWire(value: unknown): WireValue;
}

/** The columns of an entity's own table, in the order of its definition. */
export function describeColumns(meta: EntityMetadata, sensitive: readonly string[]): readonly Column[] {
  const columns = new Map<string, Column>();
  for (const property of Object.values<EntityProperty>(meta.properties)) {
    if (property.persist === false || property.formula || !hasOwnColumns(property)) continue;
    property.fieldNames.forEach((name, index) => {
      const sqlType = (property.columnTypes[index] ?? property.columnTypes[0] ?? 'text').toLowerCase();
      columns.set(name, {
        name,
        property: property.name,
        sqlType,
        isBookkeeping: property.version === true || property.onUpdate !== undefined,
        isSensitive: sensitive.includes(property.name),
        toWire: converterOf(sqlType),
      });
    });
  }
  return [...columns.values()];
}

function hasOwnColumns(property: EntityProperty): boolean {
  switch (property.kind) {
    case ReferenceKind.SCALAR:
      return property.fieldNames?.length > 0;
    case ReferenceKind.MANY_TO_ONE:
      return true;
    case ReferenceKind.ONE_TO_ONE:
      return property.owner;
    case ReferenceKind.EMBEDDED:
      return property.object === true;
    default:
      return false;
  }
}

function converterOf(sqlType: string): Column['toWire'] {
  const base = sqlType.replace(/\(.*$/, '').trim();
  if (base.startsWith('timestamp')) return timestampToWire;
  if (base === 'bigint' || base === 'int8' || base === 'bigserial') return bigintToWire;
  return valueToWire;
}

/** The driver leaves time stamps as PostgreSQL's text; their wire form has milliseconds, as a `Date` does. */
function timestampToWire(value: unknown): WireValue {
  if (typeof value !== 'string') return valueToWire(value);
  const date = new Date(/[+-]\d\d(?::?\d\d)?$|Z$/.test(value) ? value : `${value}Z`);
  return Number.isNaN(date.getTime()) ? value : date.toISOString();
}

function bigintToWire(value: unknown): WireValue {
  if (typeof value !== 'string') return valueToWire(value);
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function valueToWire(value: unknown): WireValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      return Number.isFinite(value) ? value : String(value);
    case 'bigint':
      return value.toString();
    case 'object':
      if (value === null) return null;
      if (value instanceof Date) return value.toISOString();
      if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
      if (Array.isArray(value)) return value.map((item) => valueToWire(item));
      return value as WireValue;
    default:
      return null;
  }
}
