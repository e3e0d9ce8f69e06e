import { type EntityManager, type EntityProperty, helper, JsonType } from '@mikro-orm/core';
import type { ModelDefinition } from '../model.ts';
import { fieldRules } from './field-rules.ts';

type Values = Record<string, unknown>;

interface Accepted {
  /** In the order of the field rules. */
  readonly values: readonly unknown[];
  /** MikroORM's snapshot at that time: another one means that the object was flushed or refreshed since. */
  readonly snapshot: unknown;
}

/** State of each object when it last passed validation. */
const accepted = new WeakMap<object, Accepted>();

/** Notes that the object passed as it is now. */
export function noteAccepted(entity: object, model: ModelDefinition, em: EntityManager): void {
  const values = entity as Values;
  accepted.set(entity, {
    values: columnsOf(model, em).map((property) => values[property]),
    snapshot: helper(entity).__originalEntityData,
  });
}

/**
 * Sees to it that what validation refused is not written at a later flush. MikroORM would: it writes every change of a
 * managed object, and every new object that `em.create` made or that a collection holds.
 *
 * An object that passed before goes back to the state that passed, one that was loaded to what the database holds, and
 * a new one leaves the unit of work with its values kept, to be corrected and saved again.
 */
export function takeBackRefused(entity: object, model: ModelDefinition, em: EntityManager): void {
  const passed = accepted.get(entity);
  if (passed && passed.snapshot === helper(entity).__originalEntityData) {
    const columns = columnsOf(model, em);
    assign(entity, Object.fromEntries(columns.map((property, index) => [property, passed.values[index]])));
  } else if (helper(entity).isManaged()) {
    assign(entity, loadedValues(entity, model, em));
  } else {
    em.remove(entity);
    // An object that was not in the unit of work is now on the list of those to delete.
    em.getUnitOfWork().getRemoveStack().delete(entity);
  }
}

/** What the database holds, of the columns that were changed since. */
function loadedValues(entity: object, model: ModelDefinition, em: EntityManager): Values {
  const original = helper(entity).__originalEntityData as Values | undefined;
  if (!original) return {};
  const comparator = em.getComparator();
  const changed = comparator.diffEntities(model.entity, comparator.prepareEntity(entity), original);
  const { properties } = em.getMetadata().get(model.entity);
  const columns = columnsOf(model, em).filter((property) => Object.hasOwn(changed, property));
  return Object.fromEntries(
    columns.map((property) => [property, fromSnapshot(properties[property as never], original[property], em)]),
  );
}

/** MikroORM's snapshots hold values as they go to the database. */
function fromSnapshot(property: EntityProperty, value: unknown, em: EntityManager): unknown {
  if (value === undefined || value === null) return value;
  if (property.targetMeta) {
    return em.getReference(property.targetMeta.class, value as never, { wrapped: property.ref === true } as never);
  }
  const { customType } = property;
  if (customType instanceof JsonType) return typeof value === 'string' ? JSON.parse(value) : value;
  return customType ? customType.convertToJSValue(value, em.getPlatform()) : value;
}

function assign(entity: object, values: Values): void {
  const holder = entity as Values;
  // Only what differs: setting a relation moves the object between collections.
  for (const [property, value] of Object.entries(values)) if (holder[property] !== value) holder[property] = value;
}

function columnsOf(model: ModelDefinition, em: EntityManager): readonly string[] {
  return fieldRules(em.getMetadata().get(model.entity)).map((rule) => rule.property);
}
