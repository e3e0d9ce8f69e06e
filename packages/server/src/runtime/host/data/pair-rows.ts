import { type EntityMetadata, Utils } from '@mikro-orm/core';
import type { ModelCollection } from '../../../registry/index.ts';
import type { JsonObject, JsonValue } from '../../data-protocol.ts';
import type { DataContext } from './data-context.ts';
import { refuse } from './read-arguments.ts';

/**
 * Rows of a table of pairs that jobs write as entities (`pivotEntity` with columns of its own). In the change list they are
 * members of the collections that the table keeps.
 */
export async function touchPairs(
  context: DataContext,
  pivot: EntityMetadata,
  rows: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  for (const collection of collectionsOf(context, pivot)) {
    const name = ownerPropertyOf(collection);
    const owners = rows.flatMap((row) => keyText(row[name]) ?? []);
    await context.tracker.touchMembers(collection, owners);
  }
}

/** Notes the owners of the pairs that match one of these conditions. */
export async function findPairOwners(
  context: DataContext,
  pivot: EntityMetadata,
  conditions: readonly JsonObject[],
): Promise<void> {
  const collections = collectionsOf(context, pivot);
  const rows = await context.orm.driver.find(
    pivot.class,
    { $or: [...conditions] } as never,
    {
      fields: collections.map((collection) => ownerPropertyOf(collection)),
      ctx: context.transaction.context,
    } as never,
  );
  await touchPairs(context, pivot, rows as Readonly<Record<string, JsonValue>>[]);
}

function collectionsOf({ access }: DataContext, pivot: EntityMetadata): readonly ModelCollection[] {
  const collections = access.models.collectionsOf(pivot.tableName);
  if (collections.length === 0) refuse(`Rows of ${pivot.className} cannot be written.`);
  return collections;
}

/** The pair's property that refers to the owner. */
function ownerPropertyOf(collection: ModelCollection): string {
  const { pivot, ownerColumn } = collection;
  const property = pivot.relations.find((relation) => relation.fieldNames.includes(ownerColumn));
  return property?.name ?? refuse(`Rows of ${pivot.className} cannot be written.`);
}

function keyText(value: unknown): string | undefined {
  if (Utils.isPlainObject(value)) return keyText((value as { readonly id?: unknown }).id);
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
