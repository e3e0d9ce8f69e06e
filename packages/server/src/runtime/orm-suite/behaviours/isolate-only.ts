import { type EntityManager, raw } from '@mikro-orm/core';
import { behaviour, failureOf } from '../behaviour.ts';
import { Device, DeviceType, Region, Site, Tag } from '../models.ts';
import { ids } from '../seed.ts';

const refused = { name: 'RawSqlRefusedError', code: 'JOBWRIGHT_RAW_SQL_REFUSED' };
const hasNoRows = async (em: EntityManager, where: object): Promise<boolean> => (await em.count(Device, where)) === 0;

/** Where jobs have more than MikroORM gives (reads after writes), or less (SQL). */
export const isolateOnly = [
  behaviour('queries see changes of managed objects', [1, 0], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'renamed';
    return [await em.count(Device, { name: 'renamed' }), await em.count(Device, { name: 'core1' })];
  }),
  behaviour('counts by group see changes of managed objects', { active: 1, failed: 1 }, async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.status = 'failed';
    return em.countBy(Device, 'status', { where: { site: ids.ams } });
  }),
  behaviour(
    'what cannot be counted by is refused',
    [
      { name: 'DataArgumentError', code: 'JOBWRIGHT_DATA_ARGUMENT' },
      { name: 'DataArgumentError', code: 'JOBWRIGHT_DATA_ARGUMENT' },
      { name: 'DataArgumentError', code: 'JOBWRIGHT_DATA_ARGUMENT' },
      { name: 'OrmFeatureRefusedError', code: 'JOBWRIGHT_ORM_FEATURE_REFUSED' },
    ],
    async (em) => [
      await failureOf(() => em.countBy(Device, 'tags')),
      await failureOf(() => em.countBy(Device, 'name"; select 1' as never)),
      await failureOf(() => em.countBy(Device, [] as never)),
      await failureOf(() => em.countBy(Device, 'status', { having: { status: 'active' } })),
    ],
  ),
  behaviour(
    'a field that there is not is named, also at the end of a path',
    [
      "ValidationError: Entity 'Device' does not have property 'nmae'",
      "ValidationError: Entity 'Device' does not have property 'site.region.nmae'",
      "ValidationError: Entity 'Device' does not have property 'constructor'",
    ],
    async (em) => {
      const find = (field: string): Promise<string> =>
        em.find(Device, {}, { fields: [field as 'name'] }).then(
          () => 'found',
          (error: Error) => `${error.name}: ${error.message}`,
        );
      return [await find('nmae'), await find('site.region.nmae'), await find('constructor')];
    },
  ),
  behaviour(
    'objects show themselves in text, and by their id when they are not loaded',
    ['Amsterdam', ids.nl],
    async (em) => {
      const site = await em.findOneOrFail(Site, ids.ams);
      return [site, site.region].map((object) => String(object as unknown));
    },
  ),
  behaviour('queries see changed references', 1, async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.site = em.getReference(Site, ids.sin);
    return em.count(Device, { name: 'core1', site: { slug: 'sin' } });
  }),
  behaviour('conditions over relations see changes of related objects', ['core1', 'core2'], async (em) => {
    const region = await em.findOneOrFail(Region, ids.nl);
    const site = await em.findOneOrFail(Site, ids.ams);
    region.name = 'Holland';
    site.slug = 'ams1';
    const list = await em.find(
      Device,
      { site: { slug: 'ams1', region: { name: 'Holland' } } },
      { orderBy: { name: 'asc' } },
    );
    return list.map((device) => device.name);
  }),
  behaviour('conditions over relations see new related objects', 1, async (em) => {
    const site = em.create(Site, { name: 'fresh', slug: 'fresh' });
    em.create(Device, { name: 'd', site, type: ids.x1 });
    return em.count(Device, { site: { slug: 'fresh' } });
  }),
  behaviour('queries see changed collections', [1, 0], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1, { populate: ['tags'] });
    device.tags.set([em.getReference(Tag, ids.green)]);
    return [
      await em.count(Device, { tags: { name: 'green' } }),
      await em.count(Device, { id: ids.core1, tags: { name: 'red' } }),
    ];
  }),
  behaviour('loading a collection sees changes of its members', ['green'], async (em) => {
    const green = await em.findOneOrFail(Tag, ids.green);
    green.weight = 50;
    const device = await em.findOneOrFail(Device, ids.core2);
    device.tags.add(green);
    await em.flush();
    const found = await device.tags.matching({ where: { weight: 50 } });
    return found.map((tag) => tag.name);
  }),
  behaviour('queries see what the database removes along with an object', [true, true], async (em) => {
    em.remove(await em.findOneOrFail(Site, ids.ams));
    return [await hasNoRows(em, { name: 'core1' }), await hasNoRows(em, { name: 'core2' })];
  }),
  behaviour('queries in flush mode COMMIT do not flush', 0, async (em) => {
    em.create(Tag, { name: 'later' });
    return em.count(Tag, { name: 'later' }, { flushMode: 'commit' });
  }),
  behaviour('flushes that are asked for at once run one after the other', 12, async (em) => {
    await Promise.all(
      Array.from({ length: 9 }, async (_, index) => {
        em.create(Tag, { name: `t${index}` });
        await em.flush();
        await em.count(Tag, { name: `t${index}` });
      }),
    );
    return em.count(Tag);
  }),
  behaviour('queries in a transaction see changes from before it', [1, 0], async (em) => {
    const device = await em.findOneOrFail(Device, ids.core1);
    device.name = 'renamed';
    em.remove(await em.findOneOrFail(Tag, ids.red));
    return em.transactional(async (inner) => [
      await inner.count(Device, { name: 'renamed' }),
      await inner.count(Tag, { name: 'red' }),
    ]);
  }),
  behaviour(
    'transactions that overlap are refused and leave nothing, and the job goes on',
    [
      ['JOBWRIGHT_TRANSACTIONS_OVERLAP', 'JOBWRIGHT_TRANSACTIONS_OVERLAP'],
      ['after', 'blue', 'green', 'red'],
    ],
    async (em) => {
      const overlapping = [4, 12].map((pauses) =>
        failureOf(() =>
          em.transactional(async (inner) => {
            inner.create(Tag, { name: `t${pauses}` });
            await inner.flush();
            for (let pause = 0; pause < pauses; pause++) await inner.fork().count(Site);
          }),
        ),
      );
      const failures = await Promise.all(overlapping);
      em.create(Tag, { name: 'after' });
      await em.flush();
      const tags = await em.fork().find(Tag, {}, { orderBy: { name: 'asc' } });
      return [failures.map((failure) => failure['code']), tags.map((tag) => tag.name)];
    },
  ),
  behaviour('queries at the same time give their own answers', ['core1', 'core2', 'edge1', 'edge2'], async (em) =>
    Promise.all(
      [ids.core1, ids.core2, ids.edge1, ids.edge2].map(async (id) => (await em.findOneOrFail(Device, id)).name),
    ),
  ),
  behaviour('raw() is refused as a value and as a key', [refused, refused, refused], async (em) => [
    await failureOf(() => em.find(Device, { name: raw<never>('now()') })),
    await failureOf(() => em.find(Device, { [raw('lower(name)')]: 'core1' })),
    await failureOf(() => em.find(Device, {}, { orderBy: { [raw('random()')]: 'asc' } })),
  ]),
  behaviour('raw() is refused in what is written', [refused, refused], async (em) => [
    await failureOf(() => em.nativeUpdate(Tag, { name: 'red' }, { weight: raw<never>('weight + 1') })),
    await failureOf(async () => {
      const tag = await em.findOneOrFail(Tag, ids.red);
      tag.weight = raw<never>('weight + 1');
      await em.flush();
    }),
  ]),
  behaviour('SQL text is refused in every form', [refused, refused, refused, refused], async (em) => {
    const sql = em as unknown as {
      execute(text: string): Promise<unknown>;
      createQueryBuilder(e: unknown): unknown;
      getKysely(): unknown;
    };
    const connection = em.getConnection() as unknown as { execute(text: string): Promise<unknown> };
    return [
      await failureOf(() => sql.execute('select 1')),
      await failureOf(() => connection.execute('select 1')),
      await failureOf(async () => sql.createQueryBuilder(Device)),
      await failureOf(async () => sql.getKysely()),
    ];
  }),
  behaviour('the refusal of SQL says what to use', true, async (em) =>
    em
      .getConnection()
      .execute('select 1')
      .then(
        () => false,
        (error: Error) => /em\.find .*em\.nativeUpdate/.test(error.message),
      ),
  ),
  behaviour(
    'messages of the database hold no SQL',
    'duplicate key value violates unique constraint "lab_tag_name_unique"\n - detail: Key (name)=(red) already exists.',
    async (em) => {
      em.create(Tag, { name: 'red' });
      return em.flush().then(
        () => '',
        (error: Error) => error.message,
      );
    },
  ),
  behaviour('text that PostgreSQL cannot hold is refused with its property', true, async (em) => {
    em.create(Tag, { name: 'a\0b' });
    return em.flush().then(
      () => false,
      (error: Error) => /^name: .*NUL/.test(error.message),
    );
  }),
  behaviour(
    'numbers that are none are refused by whole-number columns and kept by floating ones',
    ['DriverException', 'NaN'],
    async (em) => {
      const other = em.fork();
      other.create(Tag, { name: 'x', weight: Number.NaN });
      const failure = await failureOf(() => other.flush());
      await em.nativeUpdate(Device, ids.core1, { weight: Number.NaN });
      return [failure['name'], String((await em.findOneOrFail(Device, ids.core1, { refresh: true })).weight)];
    },
  ),
  behaviour(
    'reports an object that others still need',
    { name: 'ForeignKeyConstraintViolationException', constraint: 'lab_device_type_id_foreign' },
    async (em) => {
      const { code: _code, ...failure } = await failureOf(() => em.nativeDelete(DeviceType, ids.x1));
      return failure;
    },
  ),
  behaviour('tables of the platform cannot be named', 'error', async (em) =>
    em.find('User' as never, {}).then(
      () => 'found',
      () => 'error',
    ),
  ),
];
