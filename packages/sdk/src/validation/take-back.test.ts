import { randomUUID } from 'node:crypto';
import { defineEntity, MikroORM, p } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { baseProperties } from '../base-properties.ts';
import { ValidationError } from '../errors.ts';
import { attachJobContext, type JobContext } from '../internal/job-context.ts';
import { ModelRegistry } from '../internal/model-registry.ts';
import { Job } from '../job.ts';
import { defineModel } from '../model.ts';
import { validatedSave } from './validated-save.ts';

const SiteSchema = defineEntity({
  name: 'Site',
  properties: {
    ...baseProperties,
    name: p.string().length(5),
    note: p.string().nullable(),
    data: p.json<{ count: number }>().nullable(),
    opened: p.date().nullable(),
    closed: p.datetime().nullable(),
    weight: p.decimal().nullable(),
    flags: p.array().nullable(),
    parent: () => p.manyToOne(Site).nullable(),
    devices: () => p.oneToMany(Device).mappedBy('site'),
  },
});
class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);

const DeviceSchema = defineEntity({
  name: 'Device',
  properties: { ...baseProperties, name: p.string().length(5), site: () => p.manyToOne(Site) },
});
class Device extends DeviceSchema.class {}
DeviceSchema.setClass(Device);

const models = new ModelRegistry([
  defineModel(Site, { app: 'test', display: '{name}' }),
  defineModel(Device, { app: 'test', display: '{name}' }),
]);

class Example extends Job {}

let orm: MikroORM;
beforeAll(async () => {
  const clusterUrl = process.env['JOBWRIGHT_TEST_CLUSTER_URL'];
  orm = new MikroORM({
    entities: [Site, Device],
    driver: PostgreSqlDriver,
    ...(clusterUrl === undefined ? {} : { clientUrl: clusterUrl }),
    dbName: `sdk_${randomUUID().replaceAll('-', '')}`,
    flushMode: 'auto',
  });
  await orm.schema.ensureDatabase();
  await orm.schema.create();
});
afterAll(async () => {
  await orm.schema.dropDatabase();
  await orm.close();
});
beforeEach(async () => {
  await orm.em.fork().nativeDelete(Device, {});
  await orm.em.fork().nativeDelete(Site, {});
});

/** A job with a unit of work of its own. */
function start() {
  const em = orm.em.fork();
  const job = new Example();
  const save: JobContext['validatedSave'] = (entities) => validatedSave(entities, { em, models });
  attachJobContext(job, { em, validatedSave: save } as Partial<JobContext> as JobContext);
  return { job, em };
}

/** Saves, and goes on when validation refuses, as a job that imports rows does. */
async function saved(job: Job, entity: object): Promise<boolean> {
  try {
    await job.validatedSave(entity);
    return true;
  } catch (error) {
    if (error instanceof ValidationError) return false;
    throw error;
  }
}

const names = async (): Promise<string[]> =>
  (await orm.em.fork().find(Device, {}, { orderBy: { name: 'asc' } })).map((device) => device.name);

/** Values of each kind of column. */
const loaded = {
  data: { count: 1 },
  opened: '2026-01-02',
  closed: new Date('2026-01-02T03:04:05Z'),
  weight: '12',
  flags: ['a'],
};

/** A site in the database. */
async function givenSite(): Promise<string> {
  const em = orm.em.fork();
  const site = em.create(Site, { name: 'AMS', note: 'first', ...loaded });
  await em.flush();
  return site.id;
}

describe('what validatedSave refuses is not written, and the rest is', () => {
  test.each([
    ['made by em.create', false],
    ['made by em.create, of a site whose devices are loaded', true],
  ])('a new object %s', async (_, loaded) => {
    const id = await givenSite();
    const { job, em } = start();
    const site = await em.findOneOrFail(Site, id, { populate: loaded ? ['devices'] : [] });

    const refused: string[] = [];
    for (const name of ['one', 'too long', 'two']) {
      const device = em.create(Device, { name, site });
      if (!(await saved(job, device))) refused.push(name);
    }
    await em.flush();

    expect(refused).toEqual(['too long']);
    expect(await names()).toEqual(['one', 'two']);
  });

  test('a new object made by new, of a new site', async () => {
    const { job, em } = start();
    const site = em.create(Site, { name: 'AMS', note: null, data: null });
    const device = Object.assign(new Device(), { name: 'too long', site });

    await expect(job.validatedSave([site, device])).rejects.toThrow(ValidationError);
    await em.flush();

    expect(await names()).toEqual([]);
    expect(await orm.em.fork().count(Site)).toBe(1);
  });

  test('a new object that is corrected and saved again is written', async () => {
    const id = await givenSite();
    const { job, em } = start();
    const device = em.create(Device, { name: 'too long', site: await em.findOneOrFail(Site, id) });

    await expect(job.validatedSave(device)).rejects.toThrow(ValidationError);
    expect(device.name).toBe('too long');
    device.name = 'short';
    await job.validatedSave(device);
    await em.flush();

    expect(await names()).toEqual(['short']);
  });

  test('a loaded object goes back to what the database holds', async () => {
    const id = await givenSite();
    const { job, em } = start();
    const site = await em.findOneOrFail(Site, id);
    Object.assign(site, {
      name: 'too long',
      note: 'second',
      data: { count: 2 },
      opened: '2027-01-02',
      closed: null,
      weight: '13',
      flags: [],
      parent: site,
    });

    await expect(job.validatedSave(site)).rejects.toThrow(ValidationError);
    expect(site).toMatchObject({ name: 'AMS', note: 'first', ...loaded, parent: null });
    await em.flush();

    expect(await orm.em.fork().findOneOrFail(Site, id)).toMatchObject({
      name: 'AMS',
      note: 'first',
      data: { count: 1 },
    });
  });

  test('an object that was saved before goes back to the state that passed', async () => {
    const id = await givenSite();
    const { job, em } = start();
    const site = await em.findOneOrFail(Site, id);
    const device = em.create(Device, { name: 'good', site });

    site.note = 'second';
    await job.validatedSave([site, device]);
    site.name = 'too long';
    device.name = 'too long';
    await expect(job.validatedSave(site)).rejects.toThrow(ValidationError);
    await expect(job.validatedSave(device)).rejects.toThrow(ValidationError);
    await em.flush();

    expect(await orm.em.fork().findOneOrFail(Site, id)).toMatchObject({ name: 'AMS', note: 'second' });
    expect(await names()).toEqual(['good']);
  });

  test('a state that passed is forgotten once the object was flushed or read again', async () => {
    const id = await givenSite();
    const { job, em } = start();
    const site = await em.findOneOrFail(Site, id);

    site.note = 'second';
    await job.validatedSave(site);
    await em.flush();
    await em.nativeUpdate(Site, { id }, { note: 'third' });
    await em.refresh(site);
    site.name = 'too long';
    await expect(job.validatedSave(site)).rejects.toThrow(ValidationError);
    await em.flush();

    expect(await orm.em.fork().findOneOrFail(Site, id)).toMatchObject({ name: 'AMS', note: 'third' });
  });
});
