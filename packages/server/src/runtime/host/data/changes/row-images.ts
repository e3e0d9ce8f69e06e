import type { HostModel, ModelCollection, Query, WireValue } from '../../../../registry/index.ts';
import { quoteName, quoteTable } from '../../../../registry/sql-names.ts';

/** A row in wire form: values in the order of the model's columns. */
export type RowImage = readonly WireValue[];

/** Keys of one statement. */
const batchSize = 5000;

export interface ImageOptions {
  /** Keeps others from changing the rows until the transaction ends. Only within a transaction. */
  readonly lock?: boolean;
}

/** Reads the rows with these keys. Those that do not exist are missing from the answer. */
export async function readImages(
  query: Query,
  model: HostModel,
  { ids, lock = false }: ImageOptions & { readonly ids: readonly string[] },
): Promise<ReadonlyMap<string, RowImage>> {
  const { columns, key } = model;
  const names = columns.map((column) => quoteName(column.name)).join(', ');
  const sql =
    `select ${names} from ${quoteTable(model.meta)} where ${quoteName(key.name)} = any ($1::${key.sqlType}[])` +
    (lock ? ' for update' : '');
  const images = new Map<string, RowImage>();
  for (const batch of batches(ids)) {
    for (const row of await query<Record<string, unknown>>(sql, [batch])) {
      images.set(
        String(row[key.name]),
        columns.map((column) => column.toWire(row[column.name])),
      );
    }
  }
  return images;
}

/** Reads the sorted keys of the members that a collection has for these owners. Owners without members are missing. */
export async function readMembers(
  query: Query,
  collection: ModelCollection,
  owners: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const { pivot, ownerColumn, ownerSqlType, targetColumn } = collection;
  const owner = quoteName(ownerColumn);
  const sql =
    `select ${owner}::text as owner, array_agg(${quoteName(targetColumn)}::text) as members ` +
    `from ${quoteTable(pivot)} where ${owner} = any ($1::${ownerSqlType}[]) group by 1`;
  const members = new Map<string, readonly string[]>();
  for (const batch of batches(owners)) {
    for (const row of await query<{ owner: string; members: string[] }>(sql, [batch])) {
      members.set(row.owner, row.members.sort());
    }
  }
  return members;
}

/** Computes how these objects show themselves now. */
export async function readDisplays(
  query: Query,
  model: HostModel,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const displays = new Map<string, string>();
  for (const batch of batches(ids)) {
    for (const row of await query<{ id: string; display: string }>(model.display.query, [batch])) {
      displays.set(row.id, row.display);
    }
  }
  return displays;
}

/** Pairs of child and parent keys of the rows that refer to these parents. */
export async function readReferrers(
  query: Query,
  reference: { readonly child: HostModel; readonly column: string; readonly parent: HostModel },
  parents: readonly string[],
): Promise<readonly { readonly id: string; readonly parent: string }[]> {
  const { child, parent } = reference;
  const column = quoteName(reference.column);
  const sql =
    `select ${quoteName(child.key.name)}::text as id, ${column}::text as parent ` +
    `from ${quoteTable(child.meta)} where ${column} = any ($1::${parent.key.sqlType}[]) order by 1`;
  const rows: { id: string; parent: string }[] = [];
  for (const batch of batches(parents)) rows.push(...(await query<{ id: string; parent: string }>(sql, [batch])));
  return rows;
}

/** Owners that have one of these objects in a collection. */
export async function readOwners(
  query: Query,
  collection: ModelCollection,
  targets: readonly string[],
): Promise<readonly string[]> {
  const { pivot, ownerColumn, targetColumn, targetSqlType } = collection;
  const sql =
    `select distinct ${quoteName(ownerColumn)}::text as owner from ${quoteTable(pivot)} ` +
    `where ${quoteName(targetColumn)} = any ($1::${targetSqlType}[]) order by 1`;
  const owners: string[] = [];
  for (const batch of batches(targets)) {
    owners.push(...(await query<{ owner: string }>(sql, [batch])).map((row) => row.owner));
  }
  return owners;
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let start = 0; start < ids.length; start += batchSize) {
    yield ids.length <= batchSize ? ids : ids.slice(start, start + batchSize);
  }
}
