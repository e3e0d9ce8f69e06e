import { settleCalls } from '../host-channel.ts';
import type { SandboxData } from '../orm/open-data.ts';
import { pretendHost } from '../prelude/host-functions.ts';

/** Models that are exercised: what they have in common is the code of MikroORM. */
const modelCount = 3;

/** Answers of a database without rows. */
const answers: Readonly<Record<string, string>> = {
  'data.begin': '{"id":1}',
  'data.find': '[]',
  'data.pivot': '[]',
  'data.count': '0',
  'data.countBy': '[]',
  'data.insert': '{"affectedRows":1,"rows":[{}]}',
  'data.update': '{"affectedRows":1}',
  'data.delete': '{"affectedRows":1}',
};

/**
 * Uses MikroORM as jobs do, so that what the engine compiles on first use is part of the snapshot or code cache that is made
 * afterwards. Nobody is asked: every operation is answered with nothing. What fails then is of no interest.
 */
export async function warmUpData({ models, openUnitOfWork }: SandboxData): Promise<void> {
  pretendHost((id, operation) => queueMicrotask(() => settleCalls(id, true, answers[operation] ?? 'null')));
  for (const { entity } of models.slice(0, modelCount)) {
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
