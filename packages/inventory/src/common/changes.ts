import { helper } from '@mikro-orm/core';

/**
 * Whether an object is new, or one of these properties differs from what the database holds. Rules that need a query
 * ask this first: saving an object whose relevant properties are as they were costs nothing.
 */
export function hasChanged<Entity extends object>(
  entity: Entity,
  properties: readonly (keyof Entity & string)[],
): boolean {
  const original = helper(entity).__originalEntityData as Readonly<Record<string, unknown>> | undefined;
  if (!original) return true;
  return properties.some((property) => keyOf(entity[property]) !== keyOf(original[property]));
}

/** Whether the object is not in the database yet. */
export function isNew(entity: object): boolean {
  return helper(entity).__originalEntityData === undefined;
}

/**
 * Loads related objects that are only known by their id. Costs no query when they are there already.
 * @returns the object
 */
export async function load<Entity extends object>(entity: Entity): Promise<Entity> {
  if (!helper(entity).isInitialized()) await helper(entity).init();
  return entity;
}

function keyOf(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'id' in value) return value.id;
  return value ?? null;
}
