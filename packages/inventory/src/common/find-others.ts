import type { EntityManager } from '@mikro-orm/core';

interface OthersOptions<Entity extends object> {
  /** The object that is being validated. */
  readonly except?: Entity;
  /** What the database holds, asked for with the flush mode `commit`. */
  readonly stored: Promise<Entity[]>;
  /** Says again in memory what the query says: objects may have been changed since they were written. */
  readonly matches: (other: Entity) => boolean;
}

/**
 * The objects that will be there once this unit of work is written: those in the database, as they are in memory, and
 * those that were saved and not written yet. A query that writes first would write the object that is being validated
 * too, before anybody knows whether it is right, and would keep objects that are saved in a loop from being written
 * together.
 */
export async function findOthers<Entity extends object>(
  em: EntityManager,
  type: abstract new (...args: never[]) => Entity,
  { except, stored, matches }: OthersOptions<Entity>,
): Promise<Entity[]> {
  const unitOfWork = em.getUnitOfWork();
  const others = new Set(await stored);
  for (const saved of unitOfWork.getPersistStack()) if (saved instanceof type) others.add(saved);
  if (except) others.delete(except);
  return [...others].filter((other) => !unitOfWork.getRemoveStack().has(other) && matches(other));
}
