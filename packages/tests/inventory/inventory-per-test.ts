import type { EntityManager } from '@mikro-orm/postgresql';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { type InventoryDatabase, openInventory } from './inventory-database.ts';
import { type Basics, createBasics } from './inventory-fixtures.ts';

/** What one test works with. */
export interface InventoryScope {
  /** In a transaction that is rolled back behind the test. */
  readonly em: EntityManager;
  readonly basics: Basics;
  readonly inventory: InventoryDatabase;
}

/**
 * One inventory for the tests of a file, each of which has a transaction of its own with the basics in it.
 * @param prepare called before each test; what it creates is flushed with the basics
 */
export function openInventoryPerTest(prepare: (scope: InventoryScope) => void): void {
  let inventory: InventoryDatabase;
  let em: EntityManager;
  beforeAll(async () => {
    inventory = await openInventory();
  });
  afterAll(() => inventory[Symbol.asyncDispose]());
  beforeEach(async () => {
    em = inventory.orm.em.fork();
    await em.begin();
    prepare({ em, basics: createBasics(em), inventory });
    await em.flush();
  });
  afterEach(() => em.rollback());
}

/** A unit of work that knows nothing yet, in the transaction of the test. */
export function freshlyIn(em: EntityManager): EntityManager {
  return em.fork({ keepTransactionContext: true });
}
