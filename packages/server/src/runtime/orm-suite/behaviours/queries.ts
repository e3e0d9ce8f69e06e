import { behaviour } from '../behaviour.ts';
import { Device, DeviceType, Interface, Region, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

const names = (list: readonly { readonly name: string }[]): string[] => list.map((item) => item.name);
const byName = { orderBy: { name: 'asc' } } as const;

export const queries = [
  behaviour('find returns all rows in the given order', ['core1', 'core2', 'edge1', 'edge2'], async (em) =>
    names(await em.find(Device, {}, byName)),
  ),
  behaviour('findAll takes condition and order', ['core2', 'core1'], async (em) =>
    names(await em.findAll(Device, { where: { site: ids.ams }, orderBy: { name: 'desc' } })),
  ),
  behaviour('findOne finds by key, by condition, or nothing', ['core1', 'edge2', null], async (em) => [
    (await em.findOne(Device, ids.core1))?.name,
    (await em.findOne(Device, { serial: 'S-4' }))?.name,
    await em.findOne(Device, { name: 'none' }),
  ]),
  behaviour('findOneOrFail throws when there is nothing', 'NotFoundError', async (em) =>
    em.findOneOrFail(Device, { name: 'none' }).then(
      () => 'found',
      (error: Error) => error.constructor.name,
    ),
  ),
  behaviour('findAndCount counts what the page leaves out', [['core2'], 4], async (em) => {
    const [page, total] = await em.findAndCount(Device, {}, { ...byName, limit: 1, offset: 1 });
    return [names(page), total];
  }),
  behaviour('count takes conditions over relations', [4, 2, 1], async (em) => [
    await em.count(Device),
    await em.count(Device, { site: { name: 'Amsterdam' } }),
    await em.count(Device, { type: { maker: { name: 'Globex' } } }),
  ]),
  behaviour(
    'counts by group, also of references and of several properties',
    [
      { planned: 1, active: 2, failed: 1 },
      [
        ['Amsterdam', 2],
        ['Rotterdam', 1],
        ['Singapore', 1],
      ],
      { 'active~~~true': 2, 'planned~~~false': 1 },
      {},
    ],
    async (em) => {
      const bySite = await em.countBy(Device, 'site');
      const sites = await em.find(Site, { id: Object.keys(bySite) }, byName);
      return [
        await em.countBy(Device, 'status'),
        sites.map((site) => [site.name, bySite[site.id]]),
        await em.countBy(Device, ['status', 'isManaged'], { where: { site: { region: { name: 'Netherlands' } } } }),
        await em.countBy(Device, 'status', { where: { name: 'none' } }),
      ];
    },
  ),
  behaviour(
    'limit and offset page through',
    [
      ['core1', 'core2'],
      ['edge1', 'edge2'],
    ],
    async (em) => [
      names(await em.find(Device, {}, { ...byName, limit: 2 })),
      names(await em.find(Device, {}, { ...byName, limit: 2, offset: 2 })),
    ],
  ),
  behaviour(
    'findByCursor pages forward and back',
    [['core1', 'core2'], ['edge1', 'edge2'], ['core1', 'core2'], 4],
    async (em) => {
      const first = await em.findByCursor(Device, { where: {}, first: 2, orderBy: { name: 'asc' } });
      const second = await em.findByCursor(Device, { where: {}, first: 2, after: first, orderBy: { name: 'asc' } });
      const back = await em.findByCursor(Device, { where: {}, last: 2, before: second, orderBy: { name: 'asc' } });
      return [names(first.items), names(second.items), names(back.items), first.totalCount];
    },
  ),
  behaviour('orders by relations', ['edge2', 'core1', 'core2', 'edge1'], async (em) =>
    names(
      await em.find(
        Device,
        {},
        { orderBy: [{ site: { region: { name: 'asc' } } }, { site: { name: 'asc' } }, { name: 'asc' }] },
      ),
    ),
  ),
  behaviour('orders empty values last or first as asked', ['edge2', 'core2', 'core1', 'edge1'], async (em) =>
    names(await em.find(Device, {}, { orderBy: { position: 'desc nulls last' } })),
  ),
  behaviour('orders by a property of a JSON column', ['core1', 'core2'], async (em) =>
    names(await em.find(Device, { site: ids.ams }, { orderBy: { customFields: { owner: 'asc' } } })),
  ),
  behaviour('compares with $eq and $ne', [['core1'], ['core2', 'edge1', 'edge2']], async (em) => [
    names(await em.find(Device, { name: { $eq: 'core1' } }, byName)),
    names(await em.find(Device, { name: { $ne: 'core1' } }, byName)),
  ]),
  behaviour(
    'compares with $in and $nin',
    [
      ['core1', 'edge1'],
      ['core2', 'edge2'],
    ],
    async (em) => [
      names(await em.find(Device, { name: { $in: ['core1', 'edge1'] } }, byName)),
      names(await em.find(Device, { name: { $nin: ['core1', 'edge1'] } }, byName)),
    ],
  ),
  behaviour(
    'compares with $gt, $gte, $lt and $lte',
    [['core2', 'edge2'], ['core2', 'edge2'], ['core1'], ['core1', 'core2']],
    async (em) => [
      names(await em.find(Device, { position: { $gt: 1 } }, byName)),
      names(await em.find(Device, { position: { $gte: 2 } }, byName)),
      names(await em.find(Device, { position: { $lt: 2 } }, byName)),
      names(await em.find(Device, { position: { $lte: 2 } }, byName)),
    ],
  ),
  behaviour('matches with $like and $ilike', [['core1', 'core2'], ['core1', 'core2'], []], async (em) => [
    names(await em.find(Device, { name: { $like: 'core%' } }, byName)),
    names(await em.find(Device, { name: { $ilike: 'CORE%' } }, byName)),
    names(await em.find(Device, { name: { $like: 'CORE%' } }, byName)),
  ]),
  behaviour('matches regular expressions', [['core1', 'edge1'], ['core1'], ['core1', 'core2']], async (em) => [
    names(await em.find(Device, { name: { $re: '^(core|edge)1$' } }, byName)),
    names(await em.find(Device, { name: /^core1$/ }, byName)),
    names(await em.find(Device, { name: /^CORE/i }, byName)),
  ]),
  behaviour('combines with $and, $or and $not', [['core2'], ['core1', 'edge1'], ['edge1', 'edge2']], async (em) => [
    names(await em.find(Device, { $and: [{ site: ids.ams }, { position: 2 }] }, byName)),
    names(await em.find(Device, { $or: [{ name: 'core1' }, { name: 'edge1' }] }, byName)),
    names(await em.find(Device, { $not: { site: { slug: 'ams' } } }, byName)),
  ]),
  behaviour(
    'finds empty and filled values',
    [['edge1'], ['core1', 'core2', 'edge2'], ['core1', 'core2', 'edge2']],
    async (em) => [
      names(await em.find(Device, { serial: null }, byName)),
      names(await em.find(Device, { serial: { $ne: null } }, byName)),
      names(await em.find(Device, { serial: { $exists: true } }, byName)),
    ],
  ),
  behaviour('conditions cross several relations', [['edge2'], ['core1', 'core2', 'edge1']], async (em) => [
    names(await em.find(Device, { site: { region: { name: 'APAC' } } }, byName)),
    names(await em.find(Device, { site: { region: { parent: { name: 'EMEA' } } } }, byName)),
  ]),
  behaviour('conditions reach into collections', [['Amsterdam'], ['core1', 'core2']], async (em) => [
    names(await em.find(Site, { devices: { name: 'core1' } }, byName)),
    names(await em.find(Device, { tags: { name: 'blue' } }, byName)),
  ]),
  behaviour(
    'asks collections with $some, $none and $every',
    [
      ['core1', 'core2'],
      ['edge1', 'edge2'],
      ['core2', 'edge1', 'edge2'],
    ],
    async (em) => [
      names(await em.find(Device, { tags: { $some: { name: 'blue' } } }, byName)),
      names(await em.find(Device, { tags: { $none: {} } }, byName)),
      names(await em.find(Device, { tags: { $every: { name: 'blue' } } }, byName)),
    ],
  ),
  behaviour('asks collections for their size', ['core1'], async (em) =>
    names(await em.find(Device, { tags: { $size: 2 } }, byName)),
  ),
  behaviour('values with question marks and quotes stay values', [0, 0, 0, 0], async (em) => {
    const odd = `a?b'c"d\\e ?? $1 :x`;
    return [
      await em.count(Device, { name: odd }),
      await em.count(Device, { tags: { $some: { name: odd } } }),
      await em.count(Device, { customFields: { owner: odd } }),
      await em.count(Device, { name: { $in: [odd, `${odd}?`] }, site: { name: { $like: odd } } }),
    ];
  }),
  behaviour('reads properties of JSON columns', [['core1'], ['core2'], ['core2'], ['core1', 'core2']], async (em) => [
    names(await em.find(Device, { customFields: { owner: 'net' } }, byName)),
    names(await em.find(Device, { customFields: { rack: { row: 5 } } }, byName)),
    names(await em.find(Device, { customFields: { rack: { row: { $gt: 3 } } } }, byName)),
    names(await em.find(Device, { customFields: { owner: { $in: ['net', 'ops'] } } }, byName)),
  ]),
  behaviour('asks JSON columns for keys', [['core1'], ['core1', 'core2']], async (em) => [
    names(await em.find(Device, { customFields: { $hasKey: 'ports' } as never }, byName)),
    names(await em.find(Device, { customFields: { $hasKeys: ['owner', 'rack'] } as never }, byName)),
  ]),
  behaviour(
    'asks arrays with $contains, $contained and $overlap',
    [
      ['core1', 'core2'],
      ['core2', 'edge1'],
      ['core1', 'core2', 'edge2'],
    ],
    async (em) => [
      names(await em.find(Device, { labels: { $contains: ['core'] } }, byName)),
      names(await em.find(Device, { labels: { $contained: ['core'] } }, byName)),
      names(await em.find(Device, { labels: { $overlap: ['core', 'old'] } }, byName)),
    ],
  ),
  behaviour('asks networks for containment', [['core1', 'core2'], ['core1']], async (em) => [
    names(await em.find(Device, { address: { $contained: '10.0.0.0/8' } as never }, byName)),
    names(await em.find(Device, { network: { $contains: '10.0.0.77' } as never }, byName)),
  ]),
  behaviour('compares custom types in their database form', ['core1'], async (em) =>
    names(await em.find(Device, { colour: '#ff8000' as never }, byName)),
  ),
  behaviour('compares dates', [['core1'], ['core1']], async (em) => [
    names(await em.find(Device, { installed: new Date('2026-03-04T05:06:07.089Z') }, byName)),
    names(await em.find(Device, { installed: { $gt: new Date('2026-01-01T00:00:00Z') } }, byName)),
  ]),
  behaviour('compares big integers without loss', [['core1'], []], async (em) => [
    names(await em.find(Device, { counter: 9007199254740993n }, byName)),
    names(await em.find(Device, { counter: 9007199254740992n }, byName)),
  ]),
  behaviour(
    'takes an entity or a list of entities as condition',
    [
      ['core1', 'core2'],
      ['core1', 'core2', 'edge1'],
    ],
    async (em) => {
      const sites = await em.find(Site, { slug: ['ams', 'rtm'] }, byName);
      const ams = await em.findOneOrFail(Site, ids.ams);
      return [
        names(await em.find(Device, { site: ams }, byName)),
        names(await em.find(Device, { site: sites }, byName)),
      ];
    },
  ),
  behaviour('follows a self-reference down', ['Netherlands'], async (em) =>
    names(await em.find(Region, { parent: { name: 'EMEA' } })),
  ),
  behaviour('follows a one-to-one relation', [['eth0', 'core1']], async (em) => {
    const list = await em.find(Interface, { peer: { $ne: null } }, { populate: ['peer.device'] });
    return list.map((item) => [item.name, item.peer?.device.name]);
  }),
  behaviour('reads only the fields asked for', [{ name: 'core1', site: 'Amsterdam', serial: 'absent' }], async (em) => {
    const list = await em.find(Device, { name: 'core1' }, { fields: ['name', 'site.name'], populate: ['site'] });
    return list.map((item) => ({
      name: item.name,
      site: item.site.name,
      serial: 'serial' in item && (item as { serial?: string }).serial ? 'present' : 'absent',
    }));
  }),
  behaviour('leaves out the fields excluded', [{ name: 'core1', hasSerial: false, hasStatus: true }], async (em) => {
    const list = await em.find(Device, { name: 'core1' }, { exclude: ['serial'] });
    return list.map((item) => ({
      name: item.name,
      hasSerial: (item as { serial?: string }).serial !== undefined,
      hasStatus: item.status !== undefined,
    }));
  }),
  behaviour('counts by composite condition', 1, async (em) => em.count(DeviceType, { maker: ids.acme, model: 'X1' })),
  behaviour('streams rows', ['core1', 'core2', 'edge1', 'edge2'], async (em) => {
    const result: string[] = [];
    for await (const device of em.stream(Device, byName)) result.push(device.name);
    return result;
  }),
  behaviour('filters tags by number of devices that have them', ['blue', 'red'], async (em) =>
    names(await em.find(Tag, { devices: { $some: {} } }, byName)),
  ),
  behaviour(
    'filters of the entity manager hold for its queries, with parameters, until they are left out',
    [['core1', 'core2'], ['core1', 'core2', 'edge1', 'edge2'], ['edge2'], 2],
    async (em) => {
      const own = em.fork();
      own.addFilter({ name: 'at', cond: ({ slug }) => ({ site: { slug } }), entity: Device, args: true });
      own.setFilterParams('at', { slug: 'ams' });
      return [
        names(await own.find(Device, {}, byName)),
        names(await own.find(Device, {}, { ...byName, filters: { at: false } })),
        names(await own.find(Device, {}, { ...byName, filters: { at: { slug: 'sin' } } })),
        await own.count(Device),
      ];
    },
  ),
];
