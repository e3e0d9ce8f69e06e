import { type Collection, helper, Utils } from '@mikro-orm/core';
import type { CollectionChange, JsonValue } from '../../data-protocol.ts';
import { encode } from './encode.ts';
import { OrmFeatureRefusedError } from './errors.ts';

type Key = readonly JsonValue[];

/**
 * What has to be done in the database so that a collection is as it is in memory. Follows `syncCollections` of MikroORM's
 * SQL drivers.
 */
export function describeCollectionChange(collection: Collection<object>): CollectionChange {
  const { property, owner } = collection;
  if (property.polymorphic) {
    throw new OrmFeatureRefusedError(`The polymorphic collection "${property.name}" cannot be changed in jobs.`);
  }
  const snapshot = collection.getSnapshot()?.map((item) => keyOf(item));
  const current = collection.getItems(false).map((item) => keyOf(item));
  const known = new Set((snapshot ?? []).map((key) => hashOf(key)));
  const wanted = new Set(current.map((key) => hashOf(key)));
  let remove: true | Key[] = snapshot ? snapshot.filter((key) => !wanted.has(hashOf(key))) : true;
  let insert = current.filter((key) => !known.has(hashOf(key)));
  if (property.owner && property.fixedOrder && snapshot && Array.isArray(remove)) {
    const kept = snapshot.filter((key) => wanted.has(hashOf(key)));
    // Taking out and putting in at the end would give another order.
    if (!Utils.equals(current, [...kept, ...insert])) [remove, insert] = [[...snapshot], [...current]];
  }
  return {
    entity: helper(owner).__meta.className,
    property: property.name,
    owner: keyOf(owner),
    remove,
    insert,
    initialized: collection.isInitialized(),
  };
}

function keyOf(entity: object): Key {
  return (helper(entity).getPrimaryKeys(true) ?? []).map((value) => encode(value));
}

function hashOf(key: Key): string {
  return JSON.stringify(key);
}
