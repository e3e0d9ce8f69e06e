import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { JsonValue } from '../../data-protocol.ts';
import type { EntityAccess } from './entity-access.ts';
import { readArray, readJson, readKey, readObject, readScalar, refuse } from './read-arguments.ts';

/** A row to be written, by property name. */
export type CheckedRow = Record<string, JsonValue>;

/** Rows, and the members of their collections apart. */
export interface CheckedRows {
  readonly rows: CheckedRow[];
  /** For each row the keys of the members by property; undefined when no row has any. */
  readonly collections: readonly ReadonlyMap<string, readonly (readonly JsonValue[])[]>[] | undefined;
}

/** Rows of one call: MikroORM sends batches of 300, authors may send more. */
const maxRows = 20_000;

/** Checks rows: each property must have a column, each value must be one that a column can hold. */
export function checkRows(access: EntityAccess, meta: EntityMetadata, value: unknown): CheckedRows {
  const readers = new Map<string, (item: unknown) => JsonValue>();
  let hasCollections = false;
  const collections: Map<string, readonly (readonly JsonValue[])[]>[] = [];
  const rows = readArray(value, 'The rows', maxRows).map((item) => {
    const row: CheckedRow = {};
    const members = new Map<string, readonly (readonly JsonValue[])[]>();
    for (const [name, cell] of Object.entries(readObject(item, 'A row'))) {
      let reader = readers.get(name);
      if (!reader) {
        const property = access.property(meta, name);
        if (property.kind === ReferenceKind.MANY_TO_MANY && property.owner) {
          hasCollections = true;
          members.set(
            name,
            readArray(cell, name).map((key) => readKey(Array.isArray(key) ? key : [key], name)),
          );
          continue;
        }
        reader = cellReader(property);
        readers.set(name, reader);
      }
      row[name] = reader(cell);
    }
    collections.push(members);
    return row;
  });
  return { rows, collections: hasCollections ? collections : undefined };
}

function cellReader(property: EntityProperty): (value: unknown) => JsonValue {
  const { name } = property;
  const isColumn =
    property.kind === ReferenceKind.SCALAR ||
    property.kind === ReferenceKind.MANY_TO_ONE ||
    (property.kind === ReferenceKind.ONE_TO_ONE && property.owner) ||
    (property.kind === ReferenceKind.EMBEDDED && property.object);
  if (!isColumn || property.persist === false || property.formula || property.generated || property.polymorphic) {
    refuse(`"${name}" cannot be written.`);
  }
  if (property.kind === ReferenceKind.EMBEDDED) return (value) => readJson(value, name);
  if (property.fieldNames.length > 1) return (value) => (value === null ? null : readKey(value, name));
  return (value) => readScalar(value, name);
}
