import type { ModelRegistry } from '@jobwright/sdk/internal';
import type { EntityManager } from '@mikro-orm/core';

/** Models that are exercised: what they have in common is the code of MikroORM. */
const modelCount = 3;

/**
 * Uses MikroORM as jobs do, so that what it compiles on first use is in the code cache that is made afterwards. The host
 * answers every operation with nothing. What fails then is of no interest: the functions have been compiled.
 */
export async function warmUp(openUnitOfWork: () => EntityManager, models: ModelRegistry): Promise<void> {
  for (const { entity } of models.all.slice(0, modelCount)) {
    const em = openUnitOfWork();
    await quietly(() => em.find(entity, {}, { limit: 1, orderBy: { id: 'asc' } as object }));
    await quietly(() => em.findOne(entity, { id: crypto.randomUUID() }));
    await quietly(() => em.count(entity, {}));
    await quietly(() =>
      em.transactional(async (inner) => {
        const created = inner.create(entity, {} as never, { partial: true });
        inner.persist(created);
        inner.assign(created, {} as never);
        await inner.flush();
        inner.remove(created);
      }),
    );
    await quietly(() => em.flush());
  }
}

async function quietly(action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch {
    // see above
  }
}
