import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/core';
import { behaviour, failureOf } from '../behaviour.ts';
import { Device, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

const tagNames = async (em: EntityManager): Promise<string[]> =>
  (await em.fork().find(Tag, {}, { orderBy: { name: 'asc' } })).map((tag) => tag.name);

export const transactions = [
  behaviour('writes what a transaction changed when it ends', ['blue', 'green', 'new', 'red'], async (em) => {
    await em.transactional(async (inner) => {
      inner.create(Tag, { name: 'new' });
    });
    return tagNames(em);
  }),
  behaviour('a transaction gives the value of its callback', 42, async (em) => em.transactional(async () => 42)),
  behaviour(
    'the outer entity manager belongs to the transaction while it runs',
    ['blue', 'green', 'outer', 'red'],
    async (em) => {
      await em.transactional(async () => {
        await Promise.resolve();
        em.create(Tag, { name: 'outer' });
        em.persist(em.create(Tag, { name: 'outer2' }));
        await em.flush();
        await em.nativeDelete(Tag, { name: 'outer2' });
      });
      return tagNames(em);
    },
  ),
  behaviour(
    'an error undoes a transaction, and the job goes on',
    ['Error', ['after', 'blue', 'green', 'red']],
    async (em) => {
      const failure = await failureOf(() =>
        em.transactional(async (inner) => {
          inner.create(Tag, { name: 'lost' });
          await inner.flush();
          throw new Error('no');
        }),
      );
      em.create(Tag, { name: 'after' });
      await em.flush();
      return [failure['name'], await tagNames(em)];
    },
  ),
  behaviour(
    'a violated constraint undoes a transaction, and the job goes on',
    [true, ['after', 'before', 'blue', 'green', 'red']],
    async (em) => {
      em.create(Tag, { name: 'before' });
      await em.flush();
      let caught: unknown;
      try {
        await em.transactional(async (inner) => {
          inner.create(Tag, { name: 'with it' });
          inner.create(Tag, { name: 'red' });
        });
      } catch (error) {
        caught = error;
      }
      em.create(Tag, { name: 'after' });
      await em.flush();
      return [caught instanceof UniqueConstraintViolationException, await tagNames(em)];
    },
  ),
  behaviour('transactions nest', ['blue', 'green', 'outer', 'red'], async (em) => {
    await em.transactional(async (outer) => {
      outer.create(Tag, { name: 'outer' });
      await outer.flush();
      await outer
        .transactional(async (inner) => {
          inner.create(Tag, { name: 'inner' });
          await inner.flush();
          throw new Error('only the inner one');
        })
        .catch(() => undefined);
    });
    return tagNames(em);
  }),
  behaviour('an error of the outer transaction undoes the inner one', ['blue', 'green', 'red'], async (em) => {
    await em
      .transactional(async (outer) => {
        await outer.transactional(async (inner) => {
          inner.create(Tag, { name: 'inner' });
        });
        throw new Error('all of it');
      })
      .catch(() => undefined);
    return tagNames(em);
  }),
  behaviour(
    'a failed flush leaves nothing, and the job goes on',
    ['UniqueConstraintViolationException', ['blue', 'green', 'next', 'red']],
    async (em) => {
      const other = em.fork();
      other.create(Tag, { name: 'first' });
      other.create(Tag, { name: 'red' });
      const failure = await failureOf(() => other.flush());
      em.create(Tag, { name: 'next' });
      await em.flush();
      return [failure['name'], await tagNames(em)];
    },
  ),
  behaviour('a failed query does not end the unit of work', ['DriverException', 'still here'], async (em) => {
    em.create(Tag, { name: 'still here' });
    await em.flush();
    const failure = await failureOf(() => em.fork().find(Device, { address: 'nonsense' }));
    return [failure['name'], (await em.fork().findOneOrFail(Tag, { name: 'still here' })).name];
  }),
  behaviour('begin, commit and rollback', [['blue', 'green', 'kept', 'red'], false], async (em) => {
    const fork = em.fork();
    await fork.begin();
    fork.create(Tag, { name: 'kept' });
    await fork.commit();
    await fork.begin();
    fork.create(Tag, { name: 'lost' });
    await fork.flush();
    await fork.rollback();
    return [await tagNames(em), fork.isInTransaction()];
  }),
  behaviour('knows whether it is in a transaction', [false, true], async (em) => [
    em.isInTransaction(),
    await em.transactional(async (inner) => inner.isInTransaction()),
  ]),
  behaviour('objects of a transaction are known afterwards', [true, 'changed'], async (em) => {
    const site = await em.findOneOrFail(Site, ids.ams);
    await em.transactional(async (inner) => {
      const same = await inner.findOneOrFail(Site, ids.ams);
      same.name = 'changed';
    });
    return [
      em.getUnitOfWork().getById(Site, ids.ams) !== undefined,
      (await em.fork().findOneOrFail(Site, site.id)).name,
    ];
  }),
  behaviour('queries see new objects before they are flushed', [1, 'fresh'], async (em) => {
    em.create(Tag, { name: 'fresh' });
    return [await em.count(Tag, { name: 'fresh' }), (await em.findOne(Tag, { name: 'fresh' }))?.name];
  }),
  behaviour('queries do not see removed objects any more', 2, async (em) => {
    em.remove(em.getReference(Tag, ids.red));
    return em.count(Tag);
  }),
  behaviour('changes an object by reference, without reading it', ['by reference', 'S-1'], async (em) => {
    const device = em.getReference(Device, ids.core1);
    device.name = 'by reference';
    await em.flush();
    const again = await em.fork().findOneOrFail(Device, ids.core1);
    return [again.name, again.serial];
  }),
  behaviour('forgets what was read and not written', ['core1', false], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'forgotten';
    em.clear();
    await em.flush();
    const again = await em.findOneOrFail(Device, ids.core1);
    return [again.name, again === device];
  }),
  behaviour('a fork has objects of its own in the same transaction', [false, 'core1', 'written'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    const fork = em.fork();
    const twin = await fork.findOneOrFail(Device, ids.core1);
    const before = twin.name;
    twin.name = 'written';
    await fork.flush();
    await em.refresh(device);
    return [twin === device, before, device.name];
  }),
];
