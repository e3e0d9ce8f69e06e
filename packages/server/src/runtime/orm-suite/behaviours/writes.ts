import { LockMode, OptimisticLockError, ref } from '@mikro-orm/core';
import { behaviour, failureOf } from '../behaviour.ts';
import { Device, DeviceService, Interface, Region, Service, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

const names = (list: readonly { readonly name: string }[]): string[] => list.map((item) => item.name);
const byName = { orderBy: { name: 'asc' } } as const;
const sortedNames = (list: readonly { readonly name: string }[]): string[] => names(list).sort();

export const writes = [
  behaviour('creates an object and what it refers to', ['Utrecht', 'Utrecht region'], async (em) => {
    const region = em.create(Region, { name: 'Utrecht region' });
    em.create(Site, { name: 'Utrecht', slug: 'utr', region });
    await em.flush();
    em.clear();
    const site = await em.findOneOrFail(Site, { slug: 'utr' }, { populate: ['region'] });
    return [site.name, site.region?.name];
  }),
  behaviour('creates many objects in batches', [1000, 'd0999'], async (em) => {
    for (let i = 0; i < 1000; i++)
      em.create(Device, { name: `d${String(i).padStart(4, '0')}`, site: ids.rtm, type: ids.x1 });
    await em.flush();
    em.clear();
    const [last] = await em.find(Device, { name: { $like: 'd%' } }, { orderBy: { name: 'desc' }, limit: 1 });
    return [await em.count(Device, { name: { $like: 'd%' } }), last?.name];
  }),
  behaviour('persists an object made with new', 'made', async (em) => {
    const tag = new Tag();
    em.assign(tag, { name: 'made' });
    em.persist(tag);
    await em.flush();
    em.clear();
    return (await em.findOneOrFail(Tag, { name: 'made' })).name;
  }),
  behaviour('updates one object', ['renamed', 2], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'renamed';
    await em.flush();
    em.clear();
    const again = await em.findOneOrFail(Device, ids.core1);
    return [again.name, again.version];
  }),
  behaviour(
    'updates many objects in one batch',
    [
      [2, 2],
      [2, 2],
      [2, null],
      [2, 8],
    ],
    async (em) => {
      for (const device of await em.find(Device, {}))
        if (device.position !== null && device.position !== undefined) device.position += 1;
        else device.isManaged = true;
      await em.flush();
      em.clear();
      const list = await em.find(Device, {}, byName);
      return list.map((device) => [device.version, device.name === 'core2' ? 2 : (device.position ?? null)]);
    },
  ),
  behaviour('assigns plain data', ['assigned', 'Rotterdam'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    em.assign(device, { name: 'assigned', site: ids.rtm });
    await em.flush();
    em.clear();
    const again = await em.findOneOrFail(Device, ids.core1, { populate: ['site'] });
    return [again.name, again.site.name];
  }),
  behaviour(
    'finds changes inside of JSON and arrays at the flush',
    ['new owner', ['core', 'with space', 'added']],
    async (em) => {
      const device = await em.findOneOrFail(Device, ids.core1);
      Object.assign(device.customFields ?? {}, { owner: 'new owner' });
      device.labels.push('added');
      await em.flush();
      em.clear();
      const again = await em.findOneOrFail(Device, ids.core1);
      return [again.customFields?.['owner'], again.labels];
    },
  ),
  behaviour('removes an object', [null, 3], async (em) => {
    em.remove(await em.findOneOrFail(Device, ids.edge1));
    await em.flush();
    return [await em.findOne(Device, ids.edge1), await em.count(Device)];
  }),
  behaviour('removes an object by reference, and the database what hangs on it', [3, 0], async (em) => {
    em.remove(em.getReference(Device, ids.core1));
    await em.flush();
    return [await em.count(Device), await em.count(Interface, { device: ids.core1 })];
  }),
  behaviour('empties references to what was removed', [null, null], async (em) => {
    em.remove(await em.findOneOrFail(Region, ids.nl));
    await em.flush();
    em.clear();
    const sites = await em.find(Site, { slug: ['ams', 'rtm'] }, byName);
    return sites.map((site) => site.region ?? null);
  }),
  behaviour('refreshes an object', ['core1', 'core1'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'changed';
    await em.refresh(device);
    return [device.name, (await em.findOneOrFail(Device, ids.core1)).name];
  }),
  behaviour('refreshes with what others wrote', 'native', async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    await em.nativeUpdate(Device, { id: ids.core1 }, { name: 'native' });
    await em.refresh(device);
    return device.name;
  }),
  behaviour('upserts: creates, then updates', [4, 'red', 9], async (em) => {
    await em.upsert(Tag, { name: 'yellow', weight: 5 });
    const red = await em.upsert(Tag, { name: 'red', weight: 9 });
    em.clear();
    return [await em.count(Tag), red.name, (await em.findOneOrFail(Tag, { name: 'red' })).weight];
  }),
  behaviour(
    'upserts many',
    [
      [
        ['blue', 11],
        ['green', 2],
        ['orange', 12],
        ['red', 10],
      ],
      3,
    ],
    async (em) => {
      const result = await em.upsertMany(Tag, [
        { name: 'red', weight: 10 },
        { name: 'blue', weight: 11 },
        { name: 'orange', weight: 12 },
      ]);
      em.clear();
      return [(await em.find(Tag, {}, byName)).map((tag) => [tag.name, tag.weight]), result.length];
    },
  ),
  behaviour('upserts leave existing rows alone when told to', [3, 4], async (em) => {
    await em.upsertMany(
      Tag,
      [
        { name: 'red', weight: 10 },
        { name: 'pink', weight: 1 },
      ],
      { onConflictAction: 'ignore' },
    );
    em.clear();
    return [(await em.findOneOrFail(Tag, { name: 'red' })).weight, await em.count(Tag)];
  }),
  behaviour('upserts on a constraint of several columns', [2, 5], async (em) => {
    await em.upsert(
      Device,
      { name: 'core1', site: ids.ams, type: ids.x1, position: 40 },
      {
        onConflictFields: ['site', 'name'],
      },
    );
    await em.upsert(
      Device,
      { name: 'core9', site: ids.ams, type: ids.x1, position: 41 },
      {
        onConflictFields: ['site', 'name'],
      },
    );
    em.clear();
    return [await em.count(Device, { position: { $gte: 40 } }), await em.count(Device)];
  }),
  behaviour(
    'updates by condition',
    [
      2,
      [
        ['core1', 'failed'],
        ['core2', 'failed'],
        ['edge1', 'planned'],
      ],
    ],
    async (em) => {
      const count = await em.nativeUpdate(Device, { site: { slug: 'ams' } }, { status: 'failed' });
      em.clear();
      const list = await em.find(Device, { site: { region: { name: 'Netherlands' } } }, byName);
      return [count, list.map((device) => [device.name, device.status])];
    },
  ),
  behaviour(
    'updates by condition with every kind of value',
    ['2026-01-01T00:00:00.000Z', { x: [1] }, ['l'], { red: 9, green: 9, blue: 9 }],
    async (em) => {
      await em.nativeUpdate(Device, ids.core2, {
        installed: new Date('2026-01-01T00:00:00Z'),
        customFields: { x: [1] },
        labels: ['l'],
        colour: { red: 9, green: 9, blue: 9 },
      });
      const device = await em.findOneOrFail(Device, ids.core2, { refresh: true });
      return [device.installed?.toISOString(), device.customFields, device.labels, device.colour];
    },
  ),
  behaviour('deletes by condition', [2, ['edge1', 'edge2']], async (em) => {
    const count = await em.nativeDelete(Device, { site: { slug: 'ams' } });
    return [count, names(await em.find(Device, {}, byName))];
  }),
  behaviour('deletes by list of keys', [2, 2], async (em) => [
    await em.nativeDelete(Device, { id: { $in: [ids.core1, ids.core2] } }),
    await em.count(Device),
  ]),
  behaviour('inserts without entities', ['inserted', 'a', 'b'], async (em) => {
    const now = new Date('2026-01-01T00:00:00Z');
    const row = (id: string, name: string): object => ({ id, name, created: now, lastUpdated: now });
    await em.insert(Tag, row('00000000-0000-7000-8000-0000000f0001', 'inserted') as never);
    await em.insertMany(Tag, [
      row('00000000-0000-7000-8000-0000000f0002', 'a'),
      row('00000000-0000-7000-8000-0000000f0003', 'b'),
    ] as never);
    return names(
      await em
        .find(Tag, { id: { $like: '%f000%' } as never }, { orderBy: { id: 'asc' } })
        .catch(() => em.find(Tag, { name: ['inserted', 'a', 'b'] }, { orderBy: { id: 'asc' } })),
    );
  }),
  behaviour('refuses a change of an older version', true, async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    await em.nativeUpdate(Device, ids.core1, { version: 7 });
    device.name = 'late';
    return em.flush().then(
      () => 'written',
      (error: unknown) => error instanceof OptimisticLockError,
    );
  }),
  behaviour('refuses changes of older versions in a batch', true, async (em) => {
    const list = await em.find(Device, { site: ids.ams });
    await em.nativeUpdate(Device, ids.core1, { version: 7 });
    for (const device of list) device.name += ' late';
    return em.flush().then(
      () => 'written',
      (error: unknown) => error instanceof OptimisticLockError,
    );
  }),
  behaviour('checks an expected version', [true, 'core1'], async (em) => {
    const wrong = await failureOf(() =>
      em.findOne(Device, ids.core1, { lockMode: LockMode.OPTIMISTIC, lockVersion: 5 }),
    );
    const right = await em.findOne(Device, ids.core1, { lockMode: LockMode.OPTIMISTIC, lockVersion: 1 });
    return [wrong['name'] === 'OptimisticLockError', right?.name];
  }),
  behaviour('locks rows in a transaction', ['core1', 'core1'], async (em) =>
    em.transactional(async (inner) => {
      const device = await inner.findOneOrFail(Device, ids.core1, { lockMode: LockMode.PESSIMISTIC_WRITE });
      const again = await inner.findOneOrFail(Device, ids.core1);
      await inner.lock(again, LockMode.PESSIMISTIC_WRITE);
      return [device.name, again.name];
    }),
  ),
  behaviour('refuses a missing required value before it reaches the database', 'ValidationError', async (em) => {
    em.create(Device, { site: ids.ams, type: ids.x1 } as never);
    return (await failureOf(() => em.flush()))['name'];
  }),
  behaviour(
    'reports a violated unique constraint',
    { name: 'UniqueConstraintViolationException', code: '23505', constraint: 'lab_tag_name_unique' },
    async (em) => {
      em.create(Tag, { name: 'red' });
      return failureOf(() => em.flush());
    },
  ),
  behaviour(
    'reports a reference to nothing',
    { name: 'ForeignKeyConstraintViolationException', code: '23503', constraint: 'lab_site_region_id_foreign' },
    async (em) => {
      em.create(Site, { name: 'x', slug: 'x', region: ids.ams });
      return failureOf(() => em.flush());
    },
  ),
  behaviour(
    'adds to, removes from and replaces many-to-many collections',
    [['blue', 'green'], ['red'], []],
    async (em) => {
      const [red, green] = [em.getReference(Tag, ids.red), em.getReference(Tag, ids.green)];
      const read = async (): Promise<string[]> => {
        em.clear();
        return sortedNames((await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] })).tags.getItems());
      };
      let device = await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] });
      device.tags.add(green);
      device.tags.remove(red);
      await em.flush();
      const first = await read();
      device = await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] });
      device.tags.set([em.getReference(Tag, ids.red)]);
      await em.flush();
      const second = await read();
      device = await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] });
      device.tags.removeAll();
      await em.flush();
      return [first, second, await read()];
    },
  ),
  behaviour('adds to a many-to-many collection that is not loaded', ['blue', 'green', 'red'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.tags.add(em.getReference(Tag, ids.green), em.getReference(Tag, ids.red));
    await em.flush();
    em.clear();
    return sortedNames((await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] })).tags.getItems());
  }),
  behaviour('changes a many-to-many collection from its other side', ['core1', 'edge1'], async (em) => {
    const tag = await em.findOneOrFail(Tag, ids.blue, { populate: ['devices'] });
    tag.devices.remove(em.getReference(Device, ids.core2));
    tag.devices.add(em.getReference(Device, ids.edge1));
    await em.flush();
    em.clear();
    return sortedNames((await em.findOneOrFail(Tag, ids.blue, { populate: ['devices'] })).devices.getItems());
  }),
  behaviour('creates objects with their collections', ['blue', 'fresh'], async (em) => {
    const device = em.create(Device, { name: 'tagged', site: ids.ams, type: ids.x1 });
    device.tags.add(em.getReference(Tag, ids.blue), em.create(Tag, { name: 'fresh' }));
    await em.flush();
    em.clear();
    return sortedNames((await em.findOneOrFail(Device, { name: 'tagged' }, { populate: ['tags'] })).tags.getItems());
  }),
  behaviour('writes pairs with columns of their own', [[10, 20], 1], async (em) => {
    em.create(DeviceService, { device: ids.core1, service: ids.ntp, priority: 20 });
    await em.flush();
    em.clear();
    const pairs = await em.find(DeviceService, { device: ids.core1 }, { orderBy: { priority: 'asc' } });
    const result = pairs.map((pair) => pair.priority);
    for (const pair of pairs.slice(0, 1)) em.remove(pair);
    await em.flush();
    return [result, await em.count(DeviceService, { device: ids.core1 })];
  }),
  behaviour('changes collections over a pivot entity', ['ntp'], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1, { populate: ['services'] });
    device.services.set([em.getReference(Service, ids.ntp)]);
    await em.flush();
    em.clear();
    return names((await em.findOneOrFail(Device, ids.core1, { populate: ['services'] })).services.getItems());
  }),
  behaviour(
    'adds to and removes from one-to-many collections',
    [['core1', 'core2', 'edge1'], 'Amsterdam'],
    async (em) => {
      const site = await em.findOneOrFail(Site, ids.ams, { populate: ['devices'] });
      site.devices.add(await em.findOneOrFail(Device, ids.edge1));
      await em.flush();
      em.clear();
      const device = await em.findOneOrFail(Device, ids.edge1, { populate: ['site'] });
      return [sortedNames(await em.find(Device, { site: ids.ams })), device.site.name];
    },
  ),
  behaviour('moves members of an optional one-to-many collection', [null, 'Netherlands'], async (em) => {
    const region = await em.findOneOrFail(Region, ids.nl, { populate: ['sites'] });
    region.sites.remove(await em.findOneOrFail(Site, ids.rtm));
    await em.flush();
    em.clear();
    const [ams, rtm] = await em.find(Site, { slug: ['ams', 'rtm'] }, { ...byName, populate: ['region'] });
    return [rtm?.region ?? null, ams?.region?.name];
  }),
  behaviour('sets and clears one-to-one relations', ['core1:eth1', null], async (em) => {
    const a = await em.findOneOrFail(Interface, { device: ids.core1, name: 'eth0' });
    const b = await em.findOneOrFail(Interface, { device: ids.core1, name: 'eth1' });
    a.peer = b;
    await em.flush();
    em.clear();
    const again = await em.findOneOrFail(Interface, a.id, { populate: ['peer.device'] });
    const first = `${again.peer?.device.name}:${again.peer?.name}`;
    again.peer = null;
    await em.flush();
    em.clear();
    return [first, (await em.findOneOrFail(Interface, a.id)).peer ?? null];
  }),
  behaviour('keeps one object per row', [true, true], async (em) => {
    const a = await em.findOneOrFail(Device, ids.core1);
    const [b] = await em.find(Device, { name: 'core1' });
    const { site } = await em.findOneOrFail(Device, ids.core2, { populate: ['site'] });
    return [a === b, a.site === site];
  }),
  behaviour('wraps references', 'Amsterdam', async (em) => {
    const reference = ref(await em.findOneOrFail(Site, ids.ams));
    return reference.unwrap().name;
  }),
];
