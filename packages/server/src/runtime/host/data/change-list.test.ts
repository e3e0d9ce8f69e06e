import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLabDatabase, type LabDatabase } from '../../orm-suite/lab-database.ts';
import { ids } from '../../orm-suite/seed.ts';
import type { Operation } from '../../runtime.ts';
import { type Change, digestOf } from './changes/change.ts';
import type { HostUnitOfWork } from './unit-of-work.ts';

let lab: LabDatabase;
let unit: HostUnitOfWork;

beforeAll(async () => {
  lab = await createLabDatabase();
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(async () => {
  await lab.seed();
  unit = lab.openUnitOfWork();
});

const newId = '00000000-0000-7000-8000-00000000000a';
const stamp = '2026-05-05T05:05:05.000Z';

function call(operation: string, args: unknown): Promise<unknown> {
  return (unit.operations[operation] as Operation)(args) as Promise<unknown>;
}

function insert(entity: string, ...rows: object[]): Promise<unknown> {
  return call('data.insert', { entity, rows: rows.map((row) => ({ created: stamp, lastUpdated: stamp, ...row })) });
}

function update(entity: string, id: string, row: object): Promise<unknown> {
  return call('data.update', { entity, where: [{ id }], rows: [row] });
}

function remove(entity: string, where: object): Promise<unknown> {
  return call('data.delete', { entity, where });
}

async function finish(commit = false): Promise<readonly Change[]> {
  return (await unit.finish({ commit, record: async () => undefined })).changes;
}

describe('the change list', () => {
  test('has one entry for an object that was created and then updated: a create with the last values', async () => {
    await insert('Tag', { id: newId, name: 'new', weight: 1 });
    await update('Tag', newId, { weight: 2 });

    expect(await finish()).toEqual([
      {
        seq: 1,
        action: 'create',
        model: 'lab.tag',
        id: newId,
        display: 'new',
        fields: { created: { after: stamp }, name: { after: 'new' }, weight: { after: 2 } },
      },
    ]);
  });

  test('has nothing for an object that was created and deleted again', async () => {
    await insert('Tag', { id: newId, name: 'new' });
    await remove('Tag', { id: newId });

    expect(await finish()).toEqual([]);
  });

  test('has the columns of an update before and after, and the version before', async () => {
    await update('Device', ids.core1, { name: 'renamed', site: ids.rtm, customFields: '{"owner":"sec"}' });

    expect(await finish()).toEqual([
      {
        seq: 1,
        action: 'update',
        model: 'lab.device',
        id: ids.core1,
        display: 'renamed (Acme X1)',
        fields: {
          name: { before: 'core1', after: 'renamed' },
          site_id: { before: ids.ams, after: ids.rtm },
          custom_fields: {
            before: { owner: 'net', rack: { row: 3, name: 'r?w' }, ports: [1, 2] },
            after: { owner: 'sec' },
          },
        },
        versionBefore: '1',
      },
    ]);
  });

  test('has nothing for a value that was set and set back', async () => {
    await update('Tag', ids.red, { weight: 99 });
    await update('Tag', ids.red, { weight: 3, lastUpdated: stamp });

    expect(await finish()).toEqual([]);
  });

  test('has nothing for an update that changes nothing', async () => {
    await update('Tag', ids.red, { name: 'red' });

    expect(await finish()).toEqual([]);
  });

  test('has the first state as before when an object is updated twice', async () => {
    await update('Tag', ids.red, { weight: 10 });
    await update('Tag', ids.red, { weight: 20 });

    const [change] = await finish();
    expect(change?.fields).toEqual({ weight: { before: 3, after: 20 } });
  });

  test('has a delete with what was there and how it showed itself', async () => {
    await remove('Service', { id: ids.ntp });

    expect(await finish()).toEqual([
      {
        seq: 1,
        action: 'delete',
        model: 'lab.service',
        id: ids.ntp,
        display: 'ntp',
        fields: { created: { before: '2026-01-02T03:04:05.678Z' }, name: { before: 'ntp' } },
        versionBefore: '2026-01-02T03:04:05.678Z',
      },
    ]);
  });

  test('lists what a delete drags along, and has an entry for each of it', async () => {
    await remove('Site', { id: ids.ams });

    const changes = await finish();
    expect(changes.map(({ action, model, display }) => `${action} ${model} ${display}`)).toEqual([
      'delete lab.site Amsterdam',
      'delete lab.device core1 (Acme X1)',
      'delete lab.device core2 (Acme X2)',
      'delete lab.interface core1:eth0',
      'delete lab.interface core2:eth0',
      'delete lab.interface core1:eth1',
    ]);
    expect(changes[0]?.cascades?.map(({ action, display }) => `${action} ${display}`).sort()).toEqual([
      'delete core1 (Acme X1)',
      'delete core1:eth0',
      'delete core1:eth1',
      'delete core2 (Acme X2)',
      'delete core2:eth0',
    ]);
    expect(changes[1]?.fields['tags']).toEqual({ before: [ids.red, ids.blue] });
  });

  test('lists references that a delete empties', async () => {
    await remove('Region', { id: ids.nl });

    const changes = await finish();
    expect(changes.map(({ action, display, fields }) => [action, display, fields['region_id']])).toEqual([
      ['delete', 'Netherlands', undefined],
      ['update', 'Amsterdam', { before: ids.nl, after: null }],
      ['update', 'Rotterdam', { before: ids.nl, after: null }],
    ]);
    expect(changes[0]?.cascades).toEqual([
      { action: 'update', model: 'lab.site', id: ids.ams, display: 'Amsterdam' },
      { action: 'update', model: 'lab.site', id: ids.rtm, display: 'Rotterdam' },
    ]);
  });

  test('has collections that lose a deleted member', async () => {
    await remove('Tag', { id: ids.blue });

    const changes = await finish();
    expect(changes.map(({ action, display, fields }) => [action, display, fields['tags']])).toEqual([
      ['delete', 'blue', undefined],
      ['update', 'core1 (Acme X1)', { before: [ids.red, ids.blue], after: [ids.red] }],
      ['update', 'core2 (Acme X2)', { before: [ids.blue], after: [] }],
    ]);
  });

  test('has many-to-many collections as sorted lists of keys', async () => {
    const change = { entity: 'Device', property: 'tags', owner: [ids.core1], initialized: true };
    await call('data.collections', { changes: [{ ...change, remove: [[ids.red]], insert: [[ids.green]] }] });

    const [entry] = await finish();
    expect(entry?.fields).toEqual({ tags: { before: [ids.red, ids.blue], after: [ids.blue, ids.green] } });
  });

  test('has collections that were changed from their other side under the side that owns them', async () => {
    const change = { entity: 'Tag', property: 'devices', owner: [ids.green], initialized: true };
    await call('data.collections', { changes: [{ ...change, remove: [], insert: [[ids.edge1]] }] });

    const changes = await finish();
    expect(changes.map(({ display, fields }) => [display, fields])).toEqual([
      ['edge1 (Acme X1)', { tags: { before: [], after: [ids.green] } }],
    ]);
  });

  test('has pairs that are written as entities under the collection', async () => {
    await call('data.insert', {
      entity: 'DeviceService',
      rows: [{ device: ids.core1, service: ids.ntp, priority: 5 }],
    });

    const changes = await finish();
    expect(changes.map(({ display, fields }) => [display, fields])).toEqual([
      ['core1 (Acme X1)', { services: { before: [ids.dns], after: [ids.dns, ids.ntp] } }],
    ]);
  });

  test('replaces sensitive values by a marker that differs when the value does', async () => {
    await update('Site', ids.ams, { accessCode: '9999' });
    await update('Site', ids.rtm, { accessCode: '1234' });

    const [ams, rtm] = await finish();
    const before = ams?.fields['access_code']?.before;
    expect(before).toMatch(/^redacted:[0-9a-f]{16}$/);
    expect(ams?.fields['access_code']?.after).toMatch(/^redacted:[0-9a-f]{16}$/);
    expect(ams?.fields['access_code']?.after).not.toBe(before);
    expect(rtm?.fields['access_code']).toEqual({ before: null, after: before });
    expect(JSON.stringify([ams, rtm])).not.toContain('1234');
  });

  test('has no trace of what a savepoint undid', async () => {
    const { id } = (await call('data.begin', {})) as { id: number };
    await insert('Tag', { id: newId, name: 'new' });
    await update('Tag', ids.red, { weight: 50 });
    await call('data.rollback', { id });
    await update('Tag', ids.blue, { weight: 51 });

    const changes = await finish();
    expect(changes.map(({ seq, display }) => [seq, display])).toEqual([[1, 'blue']]);
  });

  test('tells creates of an upsert from updates', async () => {
    const row = { created: stamp, lastUpdated: stamp };
    await call('data.upsert', {
      entity: 'Tag',
      rows: [
        { ...row, id: newId, name: 'pink', weight: 1 },
        { ...row, id: '00000000-0000-7000-8000-00000000000b', name: 'red', weight: 77 },
      ],
      conflictFields: ['name'],
      action: 'merge',
      excludeFields: ['id', 'created'],
    });

    const changes = await finish();
    expect(changes.map(({ action, display, fields }) => [action, display, fields['weight']])).toEqual([
      ['update', 'red', { before: 3, after: 77 }],
      ['create', 'pink', { after: 1 }],
    ]);
  });

  test('shows values in the wire form of REST', async () => {
    await update('Device', ids.core1, { weight: 3.25, isManaged: false, boughtOn: null, address: null, labels: '{}' });

    const [change] = await finish();
    expect(change?.fields).toEqual({
      weight: { before: 1.5, after: 3.25 },
      is_managed: { before: true, after: false },
      bought_on: { before: '2026-02-01', after: null },
      address: { before: '10.0.0.1/24', after: null },
      labels: { before: ['core', 'with space'], after: [] },
    });
  });

  test('has a digest that is the same for the same changes and another for others', async () => {
    await update('Tag', ids.red, { weight: 5 });
    const first = await unit.finish({ commit: false, record: async () => undefined });
    unit = lab.openUnitOfWork();
    await update('Tag', ids.red, { weight: 5 });
    const second = await unit.finish({ commit: false, record: async () => undefined });
    unit = lab.openUnitOfWork();
    await update('Tag', ids.red, { weight: 6 });
    const third = await unit.finish({ commit: false, record: async () => undefined });

    expect(digestOf([first])).toMatch(/^[0-9a-f]{64}$/);
    expect(digestOf([second])).toBe(digestOf([first]));
    expect(digestOf([third])).not.toBe(digestOf([first]));
  });
});

describe('the end of a unit of work', () => {
  test('undoes everything on a dry run, and says what would have changed', async () => {
    await insert('Tag', { id: newId, name: 'new' });

    const changes = await finish(false);

    expect(changes).toHaveLength(1);
    expect(await lab.query('select 1 from lab_tag where id = $1', [newId])).toEqual([]);
  });

  test('keeps changes and record together on a commit', async () => {
    await insert('Tag', { id: newId, name: 'new' });

    await unit.finish({
      commit: true,
      record: async (query) => void (await query(`update lab_tag set weight = 7 where id = $1`, [newId])),
    });

    expect(await lab.query('select name, weight from lab_tag where id = $1', [newId])).toEqual([
      { name: 'new', weight: 7 },
    ]);
  });

  test('undoes the changes when the record cannot be written', async () => {
    await insert('Tag', { id: newId, name: 'new' });
    const record = async (): Promise<void> => {
      throw new Error('not ours any more');
    };

    await expect(unit.finish({ commit: true, record })).rejects.toThrow('not ours any more');

    expect(await lab.query('select 1 from lab_tag where id = $1', [newId])).toEqual([]);
  });

  test('writes the record apart when the changes are undone', async () => {
    await insert('Tag', { id: newId, name: 'new' });

    await unit.finish({
      commit: false,
      record: async (query) => void (await query(`update lab_tag set weight = 8 where id = $1`, [ids.red])),
    });

    expect(await lab.query('select name, weight from lab_tag where weight = 8')).toEqual([{ name: 'red', weight: 8 }]);
  });

  test('refuses operations that come after it', async () => {
    await finish();

    await expect(call('data.count', { entity: 'Tag' })).rejects.toMatchObject({ code: 'JOBWRIGHT_UNIT_OF_WORK_OVER' });
  });

  test('holds no transaction while nothing was written', async () => {
    await call('data.find', { entity: 'Tag', where: {}, options: {} });

    expect(
      await lab.query(
        `select 1 from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'`,
      ),
    ).toEqual([]);
    await finish();
  });

  test('refuses more objects than a run may change, whatever the job makes of the refusal', async () => {
    unit = lab.openUnitOfWork({ maxObjects: 2 });
    await update('Tag', ids.red, { weight: 1 });
    await update('Tag', ids.blue, { weight: 1 });

    await expect(update('Tag', ids.green, { weight: 1 })).rejects.toMatchObject({
      code: 'JOBWRIGHT_LIMIT_CHANGED_OBJECTS',
    });
    await expect(call('data.count', { entity: 'Tag' })).rejects.toMatchObject({
      code: 'JOBWRIGHT_LIMIT_CHANGED_OBJECTS',
    });
    await finish(true);

    expect(unit.limitError?.limit).toBe(2);
    expect(await lab.query('select weight from lab_tag order by name')).toEqual([
      { weight: 1 },
      { weight: 2 },
      { weight: 3 },
    ]);
  });

  test('refuses savepoints that end in the wrong order', async () => {
    const outer = (await call('data.begin', {})) as { id: number };
    await call('data.begin', {});
    await insert('Tag', { id: newId, name: 'new' });

    await expect(call('data.release', outer)).rejects.toMatchObject({ code: 'JOBWRIGHT_TRANSACTIONS_OVERLAP' });
    await finish();
  });
});
