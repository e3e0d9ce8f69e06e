import { behaviour, failureOf } from '../behaviour.ts';
import { Device, DeviceType, Interface, Maker, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

const refused = { name: 'DataPermissionError', code: 'JOBWRIGHT_DATA_PERMISSION' };

/** What a job can do whose run is bounded by the policy in `bounded.test.ts`. */
export const bounded = [
  behaviour('finds and counts what it may see', [['Amsterdam'], 1, null], async (em) => {
    const sites = await em.find(Site, {});
    return [sites.map((site) => site.name), await em.count(Site), await em.findOne(Site, ids.rtm)];
  }),
  behaviour('counts by group what it may see', [1, {}], async (em) => [
    Object.values(await em.countBy(Site, 'status')).reduce((sum, count) => sum + count, 0),
    await em.countBy(Device, 'status', { where: { site: { slug: 'rtm' } } }),
  ]),
  behaviour('learns nothing from conditions on what it may not see', [[], ['edge1', 'edge2'], []], async (em) => {
    const hidden = await em.find(Device, { site: { slug: 'rtm' } });
    const others = await em.find(Device, { $not: { site: { status: { $in: ['active', 'planned'] } } } });
    const joined = await em.find(Interface, { device: { site: { slug: { $like: 'r%' } } } });
    return [
      hidden.map((device) => device.name),
      others.map((device) => device.name).sort(),
      joined.map((it) => it.name),
    ];
  }),
  behaviour(
    'populates what it may see, and leaves the rest empty',
    [
      ['core1', 'Amsterdam'],
      ['core2', 'Amsterdam'],
      ['edge1', null],
      ['edge2', null],
    ],
    async (em) => {
      const devices = await em.find(Device, {}, { populate: ['site'], orderBy: { name: 'asc' } });
      return devices.map((device) => [device.name, (device.site as Site | null)?.name ?? null]);
    },
  ),
  behaviour('keeps references to what it may not see', 'Singapore', async (em) => {
    const device = await em.findOneOrFail(Device, ids.edge2, { populate: ['site'] });
    device.serial = 'changed';
    await em.flush();
    return (await em.fork().findOneOrFail(Device, ids.edge2, { fields: ['site'] })).site.id === ids.sin
      ? 'Singapore'
      : 'nowhere';
  }),
  behaviour(
    'cannot order by what it may not see',
    { name: 'DataArgumentError', code: 'JOBWRIGHT_DATA_ARGUMENT' },
    (em) => failureOf(() => em.find(Device, {}, { orderBy: { site: { name: 'asc' } } })),
  ),
  behaviour('cannot query a model that it may not see', refused, (em) => failureOf(() => em.find(Maker, {}))),
  behaviour(
    'is told which permission is missing',
    'This run may not view lab.maker: a test forbids it.',
    async (em) => {
      try {
        await em.find(DeviceType, { maker: { name: 'Acme' } });
      } catch (error) {
        return (error as Error).message;
      }
      return 'no error';
    },
  ),
  behaviour('cannot populate a model that it may not see', refused, (em) =>
    failureOf(() => em.find(Device, {}, { populate: ['type.maker'] })),
  ),
  behaviour('changes what it may change', 'retyped', async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.serial = 'retyped';
    await em.flush();
    return (await em.fork().findOneOrFail(Device, ids.core1)).serial;
  }),
  behaviour('cannot change an object outside of its permission', refused, async (em) => {
    const device = await em.findOneOrFail(Device, ids.edge1);
    device.serial = 'mine';
    return failureOf(() => em.flush());
  }),
  behaviour('cannot move an object out of its permission', refused, async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'edge1';
    return failureOf(() => em.flush());
  }),
  behaviour('cannot change many with one condition when one of them is outside', refused, (em) =>
    failureOf(() => em.nativeUpdate(Device, { isManaged: { $in: [true, false] } }, { serial: null })),
  ),
  behaviour('cannot change collections of an object outside of its permission', refused, async (em) => {
    const device = await em.findOneOrFail(Device, ids.edge1, { populate: ['tags'] });
    device.tags.add(em.getReference(Tag, ids.red));
    return failureOf(() => em.flush());
  }),
  behaviour('adds what it may add, and changes and deletes what it has added', ['new', 0], async (em) => {
    const device = em.create(Device, { name: 'new', site: ids.ams, type: ids.x1, status: 'planned' } as never);
    await em.flush();
    device.position = 3;
    await em.flush();
    const found = await em.fork().findOneOrFail(Device, { name: 'new' });
    em.remove(device);
    await em.flush();
    return [found.name, await em.count(Device, { name: 'new' })];
  }),
  behaviour('cannot add what it may not add', [refused, 0], async (em) => {
    const failure = await failureOf(() =>
      em.transactional(async (inner) => {
        inner.create(Device, { name: 'rogue', site: ids.ams, type: ids.x1, status: 'active' } as never);
        await inner.flush();
      }),
    );
    return [failure, await em.count(Device, { name: 'rogue' })];
  }),
  behaviour('cannot turn what it has added into what it may not add', refused, async (em) => {
    const device = em.create(Device, { name: 'new', site: ids.ams, type: ids.x1, status: 'planned' } as never);
    await em.flush();
    device.status = 'active';
    return failureOf(() => em.flush());
  }),
  behaviour('cannot upsert over an object outside of its permission', refused, (em) =>
    failureOf(() =>
      em.upsert(
        Device,
        { name: 'edge1', serial: 'mine', site: ids.rtm, type: ids.x1, status: 'planned' } as never,
        { onConflictFields: ['site', 'name'] } as never,
      ),
    ),
  ),
  behaviour('cannot delete what it may not delete', [refused, 4], async (em) => {
    const failure = await failureOf(() => em.nativeDelete(Device, { name: 'core1' }));
    return [failure, await em.count(Device)];
  }),
  behaviour('cannot delete by way of a foreign key', [refused, 4], async (em) => {
    const failure = await failureOf(() => em.nativeDelete(Site, { slug: 'ams' }));
    return [failure, await em.count(Device)];
  }),
  behaviour('goes on after a refusal', 'allowed', async (em) => {
    await failureOf(() => em.nativeDelete(Device, {}));
    await em.nativeUpdate(Device, { name: 'core2' }, { serial: 'allowed' });
    return (await em.findOneOrFail(Device, ids.core2)).serial;
  }),
];
