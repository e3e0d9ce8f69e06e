import { type EntityMetadata, type EntityProperty, ReferenceKind } from '@mikro-orm/core';
import type { JsonValue } from '../../data-protocol.ts';
import type { DataContext } from './data-context.ts';
import { readArray, readKey, readName, readObject, refuse } from './read-arguments.ts';

type Key = readonly JsonValue[];

interface CheckedChange {
  readonly meta: EntityMetadata;
  readonly property: EntityProperty;
  readonly owner: Key;
  readonly remove: true | readonly Key[];
  readonly insert: readonly Key[];
  readonly initialized: boolean;
}

/** Pairs of one statement. */
const batchSize = 1000;
const maxChanges = 20_000;

/**
 * `data.collections`: members that come to collections and go from them. Follows `syncCollections` and
 * `PivotCollectionPersister` of MikroORM's SQL drivers: all that go first, then those that come.
 */
export async function changeCollections(context: DataContext, args: unknown): Promise<void> {
  const given = readObject(args, 'The arguments');
  const changes = readArray(given['changes'], 'The changes', maxChanges).map((item) => readChange(context, item));
  await context.transaction.write(async () => {
    const ofPairs = changes.filter(({ property }) => property.kind === ReferenceKind.MANY_TO_MANY);
    for (const [pivot, group] of Map.groupBy(ofPairs, ({ property }) => property.pivotEntity)) {
      await changePairs(context, context.orm.getMetadata().get<object>(pivot), group);
    }
    for (const change of changes) {
      if (change.property.kind === ReferenceKind.ONE_TO_MANY) await changeReferences(context, change);
    }
  });
}

function readChange({ access }: DataContext, value: unknown): CheckedChange {
  const given = readObject(value, 'A change');
  const meta = access.entity(given['entity']);
  const property = access.property(meta, readName(given['property'], 'The property'));
  const isCollection = property.kind === ReferenceKind.MANY_TO_MANY || property.kind === ReferenceKind.ONE_TO_MANY;
  if (!isCollection || property.polymorphic || !access.model(meta)) refuse(`"${property.name}" is no collection.`);
  access.target(property);
  return {
    meta,
    property,
    owner: readKey(given['owner'], 'The owner'),
    remove: given['remove'] === true ? true : readKeys(given['remove']),
    insert: readKeys(given['insert']),
    initialized: given['initialized'] === true,
  };
}

function readKeys(value: unknown): readonly Key[] {
  return readArray(value, 'The members').map((key) => readKey(key, 'A member'));
}

async function changePairs(
  context: DataContext,
  pivot: EntityMetadata,
  changes: readonly CheckedChange[],
): Promise<void> {
  const { orm, transaction } = context;
  await touchOwners(context, changes);
  const removals = changes.flatMap((change) => removedPairs(change));
  for (const batch of batches(removals)) {
    await orm.driver.nativeDelete(pivot.class, { $or: [...batch] }, { ctx: transaction.context });
  }
  for (const isKnown of [true, false]) {
    const pairs = changes
      .filter((change) => change.initialized === isKnown)
      .flatMap((change) => change.insert.map((member) => toPair(change.property, change.owner, member)));
    // Both sides of a relation may tell of the same pair, each beginning with its own column.
    const unique = [...new Map(pairs.map((pair) => [pairHash(pair), pair])).values()];
    for (const batch of batches(unique)) {
      const options = { ctx: transaction.context, convertCustomTypes: false, processCollections: false } as const;
      if (isKnown) await orm.driver.nativeInsertMany(pivot.class, [...batch], options);
      else {
        const ignoring = { ...options, upsert: true, onConflictAction: 'ignore' } as const;
        await orm.driver.nativeUpdateMany(pivot.class, [], [...batch] as never, ignoring);
      }
    }
  }
}

/** Before-images: of the side that owns the relation, whichever side the job changed. */
async function touchOwners({ access, tracker }: DataContext, changes: readonly CheckedChange[]): Promise<void> {
  for (const change of changes) {
    const { property, owner } = change;
    const all = access.models.collectionsOf(tableOfPivot(access.models.all, property) ?? '');
    for (const collection of all) {
      if (property.owner) {
        if (collection.property === property) await tracker.touchMembers(collection, [keyText(owner)]);
      } else if (collection.property.name === property.mappedBy) {
        const removed = change.remove === true ? [] : change.remove;
        await tracker.touchMembers(
          collection,
          [...change.insert, ...removed].map((key) => keyText(key)),
        );
      }
    }
  }
}

function tableOfPivot(
  models: readonly {
    readonly collections: readonly { readonly pivot: EntityMetadata; readonly property: EntityProperty }[];
  }[],
  property: EntityProperty,
): string | undefined {
  for (const model of models) {
    for (const { pivot, property: own } of model.collections) {
      if (own.pivotEntity === property.pivotEntity) return pivot.tableName;
    }
  }
  return undefined;
}

type Pair = Record<string, JsonValue>;

function toPair(property: EntityProperty, owner: Key, member: Key): Pair {
  const pair: Pair = {};
  for (const [index, column] of property.joinColumns.entries()) pair[column] = owner[index] ?? null;
  for (const [index, column] of property.inverseJoinColumns.entries()) pair[column] = member[index] ?? null;
  return pair;
}

function removedPairs({ property, owner, remove }: CheckedChange): readonly Pair[] {
  if (remove !== true) return remove.map((member) => toPair(property, owner, member));
  const pair: Pair = {};
  for (const [index, column] of property.joinColumns.entries()) pair[column] = owner[index] ?? null;
  return [pair];
}

/** A one-to-many relation whose members were never loaded: their references change. */
async function changeReferences(context: DataContext, change: CheckedChange): Promise<void> {
  const { access, orm, transaction, tracker } = context;
  const { property, owner, insert } = change;
  const target = access.target(property);
  const model = access.model(target);
  const [ownerKey] = owner;
  if (!model || owner.length !== 1) refuse(`"${property.name}" cannot be changed without being loaded.`);
  const members = insert.map((key) => key[0] ?? null);
  const { property: key } = model.key;
  const options = { ctx: transaction.context, convertCustomTypes: false };
  if (change.remove !== true) {
    if (members.length === 0) return;
    const ids = members.map(String);
    await tracker.touch(model, ids);
    await orm.driver.nativeUpdate(
      target.class,
      { [key]: { $in: members } },
      { [property.mappedBy]: ownerKey } as never,
      options,
    );
    await tracker.written(model, ids);
    return;
  }
  const where = { [property.mappedBy]: ownerKey, ...(members.length > 0 ? { [key]: { $nin: members } } : {}) };
  const rows = (await orm.driver.find(
    target.class,
    where as never,
    { fields: [key], ctx: transaction.context } as never,
  )) as Pair[];
  const ids = rows.map((row) => keyText([row[key] ?? null]));
  if (ids.length === 0) return;
  const named = { [key]: { $in: ids } };
  if (property.orphanRemoval) {
    await tracker.touchForDelete(model, ids);
    await orm.driver.nativeDelete(target.class, named, { ctx: transaction.context });
  } else {
    await tracker.touch(model, ids);
    await orm.driver.nativeUpdate(target.class, named, { [property.mappedBy]: null } as never, options);
    await tracker.written(model, ids);
  }
}

/** The only column of a key. */
function keyText(key: Key): string {
  const [value] = key;
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

function pairHash(pair: Pair): string {
  return Object.keys(pair)
    .sort()
    .map((column) => `${column} ${JSON.stringify(pair[column])}`)
    .join('\n');
}

function* batches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}
