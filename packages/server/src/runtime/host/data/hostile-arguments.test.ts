import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLabDatabase, type LabDatabase } from '../../orm-suite/lab-database.ts';
import { ids } from '../../orm-suite/seed.ts';
import type { Operation } from '../../runtime.ts';
import type { HostUnitOfWork } from './unit-of-work.ts';

/** What comes out of an isolate can be anything. None of it may reach PostgreSQL as anything but a value. */

let lab: LabDatabase;
let unit: HostUnitOfWork;

beforeAll(async () => {
  lab = await createLabDatabase();
});
afterAll(() => lab[Symbol.asyncDispose]());
beforeEach(async () => {
  await lab.seed();
  unit = lab.openUnitOfWork();
  return () => unit.abandon();
});

function call(operation: string, args: unknown): Promise<unknown> {
  return (unit.operations[operation] as Operation)(args) as Promise<unknown>;
}

function find(where: unknown, options: unknown = {}, entity: unknown = 'Device'): Promise<unknown> {
  return call('data.find', { entity, where, options });
}

const refusal = { code: 'JOBWRIGHT_DATA_ARGUMENT' };
/** Everything that could end a literal, a name or a statement, or be taken for a placeholder. */
const odd = `x'; drop table lab_tag; -- " ?? ? \\ $1 :a /* */ E'\\''`;
const deep = (levels: number): unknown => {
  let value: unknown = { name: 'x' };
  for (let i = 0; i < levels; i++) value = { $and: [value] };
  return value;
};
const parse = (text: string): unknown => JSON.parse(text);

const notObjects = [null, undefined, 1, 'text', true, [], [[]]];
const operations = [
  'data.find',
  'data.findOne',
  'data.count',
  'data.pivot',
  'data.lock',
  'data.insert',
  'data.update',
  'data.upsert',
  'data.delete',
  'data.collections',
  'data.release',
  'data.rollback',
];

describe.each(operations)('%s', (operation) => {
  test.each(notObjects.map((value) => [value]))('refuses %j as arguments', async (value) => {
    await expect(call(operation, value)).rejects.toMatchObject(refusal);
  });

  test('refuses arguments without anything in them', async () => {
    await expect(call(operation, {})).rejects.toMatchObject(refusal);
  });

  test('refuses arguments with a prototype', async () => {
    await expect(call(operation, parse('{"__proto__": {"entity": "Device"}}'))).rejects.toMatchObject(refusal);
  });
});

describe('entities', () => {
  test.each([
    ['JobResult'],
    ['User'],
    ['Token'],
    ['extras_user'],
    ['lab_device'],
    [odd],
    [''],
    ['constructor'],
    ['__proto__'],
    ['toString'],
    [1],
    [null],
    [{}],
    [['Device']],
  ])('%j cannot be named', async (entity) => {
    await expect(find({}, {}, entity)).rejects.toMatchObject(refusal);
  });
});

describe('conditions', () => {
  test.each([
    ['an unknown property', { nope: 1 }],
    ['a column instead of a property', { site_id: ids.ams }],
    ['SQL as a property', { [odd]: 1 }],
    ['an alias', { 'd0.name': 'x' }],
    ['a property of Object', { hasOwnProperty: 1 }],
    ['a constructor', { constructor: 1 }],
    ['a prototype', parse('{"__proto__": {"name": "x"}}')],
    ['a nested prototype', parse('{"site": {"__proto__": {"name": "x"}}}')],
    ['an unknown operator', { name: { $where: '1=1' } }],
    ['SQL as an operator', { name: { [`$${odd}`]: 1 } }],
    ['old operators', { name: { '>=': 'a' } }],
    ['an operator beside a property', { name: { $eq: 'a', other: 1 } }],
    ['an object as a value', { name: { $eq: { a: 1 } } }],
    ['an object in a list', { name: { $in: [{ a: 1 }] } }],
    ['something like raw()', { name: { sql: 'now()', params: [] } }],
    ['something like raw() in an operator', { name: { $eq: { sql: 'now()', params: [], __raw: true } } }],
    ['an unknown property of a relation', { site: { nope: 1 } }],
    ['an unknown property in a collection', { tags: { $some: { nope: 1 } } }],
    ['a collection operator on a column', { name: { $some: {} } }],
    ['no list for $and', { $and: { name: 'x' } }],
    ['no list for $or', { $or: 'x' }],
    ['nothing for $not', { $not: 1 }],
    ['a key of several columns with SQL in it', { [`id~~~${odd}`]: [1, 2] }],
    ['a pattern that is no text', { name: { $re: 1 } }],
    ['a pattern that is too long', { name: { $re: 'x'.repeat(1001) } }],
    ['a pattern with a back-reference', { name: { $re: String.raw`(a*)*\1` } }],
    ['$exists with SQL', { name: { $exists: odd } }],
    ['$like with an object', { name: { $like: {} } }],
    ['SQL as a key of JSON', { customFields: { [odd]: 1 } }],
    ['a placeholder as a key of JSON', { customFields: { 'a?': 1 } }],
    ['a quote as a key of JSON', { customFields: { "a'b": 1 } }],
    ['a backslash as a key of JSON', { customFields: { 'a\\': 1 } }],
    ['a nested SQL key of JSON', { customFields: { rack: { [odd]: { $gt: 1 } } } }],
    ['SQL as a key of $elemMatch', { customFields: { ports: { $elemMatch: { [odd]: 1 } } } }],
    ['too many levels', deep(100)],
    ['too many levels of JSON', { customFields: parse('{"a":'.repeat(100) + '1' + '}'.repeat(100)) }],
    ['a list that is too long', { name: { $in: Array.from({ length: 50_001 }, () => 'x') } }],
    ['no object', 'name = 1'],
    ['a list', [{ name: 'x' }]],
  ])('are refused with %s', async (...[, where]) => {
    await expect(find(where)).rejects.toMatchObject(refusal);
    await expect(call('data.delete', { entity: 'Device', where })).rejects.toMatchObject(refusal);
  });

  test.each([
    ['equal to', { name: odd }],
    ['in a list', { name: { $in: [odd, `${odd}?`, 'x'] } }],
    ['like', { name: { $like: odd } }],
    ['in a relation', { site: { name: odd, slug: { $ne: odd } } }],
    ['in a collection', { tags: { $some: { name: odd } } }],
    [
      'in no member of a collection that is not there',
      { $not: { $not: { tags: { $some: { name: odd, weight: { $gt: 1 } } } } } },
    ],
    ['in JSON', { customFields: { owner: odd, rack: { name: { $in: [odd, '?'] } } } }],
    ['in a key of JSON', { customFields: { $hasKey: odd } }],
    ['in keys of JSON', { customFields: { $hasKeys: '{"?"}' } }],
    ['in an array', { labels: { $contains: `{"a?'"}` } }],
    ['in both relation and collection', { site: { region: { name: odd } }, tags: { name: odd }, name: odd }],
  ])('hold any text as a value: %s', async (...[, where]) => {
    await expect(find(where, { limit: 3, offset: 0, orderBy: [{ name: 'asc' }] })).resolves.toEqual([]);
    await expect(call('data.count', { entity: 'Device', where })).resolves.toBe(0);
  });

  test.each([['name'], ['site']])('are refused with a NUL character in %s', async (property) => {
    const where = property === 'name' ? { name: 'a\0b' } : { site: { name: { $in: ['\0'] } } };

    await expect(find(where)).rejects.toMatchObject({ code: 'JOBWRIGHT_DATA_VALUE' });
  });
});

describe('options of queries', () => {
  test.each([
    ['orderBy with an unknown property', { orderBy: [{ nope: 'asc' }] }],
    ['orderBy with SQL as a property', { orderBy: [{ [odd]: 'asc' }] }],
    ['orderBy with SQL as a direction', { orderBy: [{ name: 'asc; drop table lab_tag' }] }],
    ['orderBy with an object as a direction', { orderBy: [{ name: { asc: 1 } }] }],
    ['orderBy with SQL in a path of JSON', { orderBy: [{ customFields: { [odd]: 'asc' } }] }],
    ['orderBy with an operator in a path of JSON', { orderBy: [{ customFields: { $or: 'asc' } }] }],
    ['orderBy that is no list', { orderBy: 'name' }],
    ['fields with SQL', { fields: [odd] }],
    ['fields with an unknown property', { fields: ['site.nope'] }],
    ['fields that are no names', { fields: [{}] }],
    ['exclude with an unknown property', { exclude: ['nope'] }],
    ['populate with an unknown property', { populate: [{ field: 'nope' }] }],
    ['populate with SQL', { populate: [{ field: `site:${odd}` }] }],
    ['populate with an unknown strategy', { populate: [{ field: 'site', strategy: 'raw' }] }],
    ['populate with SQL as a join', { populate: [{ field: 'site', joinType: 'left join lateral (select 1)' }] }],
    ['populate with unknown children', { populate: [{ field: 'site', children: [{ field: 'nope' }] }] }],
    ['populateWhere with an unknown property', { populate: [{ field: 'site' }], populateWhere: { site: { nope: 1 } } }],
    ['populateFilter with an unknown property', { populateFilter: { nope: 1 } }],
    ['a negative limit', { limit: -1 }],
    ['SQL as a limit', { limit: '1; drop table lab_tag' }],
    ['a fraction as an offset', { offset: 1.5 }],
    ['a number that is none as a limit', { limit: Number.NaN }],
    ['an unknown lock', { lock: 'for update; drop table lab_tag' }],
    ['an unknown strategy', { strategy: odd }],
  ])('are refused: %s', async (...[, options]) => {
    await expect(find({}, options)).rejects.toMatchObject(refusal);
  });

  test('are ignored where they are unknown', async () => {
    const options = {
      comments: [odd],
      indexHint: odd,
      having: { x: 1 },
      groupBy: odd,
      flags: ['x'],
      schema: 'pg_catalog',
      ctx: 1,
    };

    await expect(call('data.count', { entity: 'Device', where: {}, options })).resolves.toBe(4);
  });
});

describe('rows', () => {
  const stamp = '2026-05-05T05:05:05.000Z';
  const row = { id: '00000000-0000-7000-8000-00000000000a', created: stamp, lastUpdated: stamp, name: 'x' };

  test.each([
    ['an unknown property', { nope: 1 }],
    ['SQL as a property', { [`name") values ('x'); drop table lab_tag; --`]: 1 }],
    ['a column instead of a property', { last_updated: stamp }],
    ['an object as a value', { name: { sql: 'now()', params: [] } }],
    ['a list as a value', { name: ['x'] }],
    ['a prototype', parse('{"__proto__": {"name": "x"}}')],
    ['the other side of a relation', { devices: ['x'] }],
  ])('are refused with %s', async (...[, cells]) => {
    await expect(call('data.insert', { entity: 'Tag', rows: [row, cells] })).rejects.toMatchObject(refusal);
    await expect(call('data.update', { entity: 'Tag', where: [{ id: ids.red }], rows: [cells] })).rejects.toMatchObject(
      refusal,
    );
  });

  test('hold any text as a value', async () => {
    await call('data.insert', { entity: 'Tag', rows: [{ ...row, name: odd }] });
    await call('data.update', { entity: 'Tag', where: [{ id: ids.red }], rows: [{ name: `${odd}?` }] });
    await call('data.update', {
      entity: 'Device',
      where: [{ id: ids.core1 }, { id: ids.core2 }],
      rows: [{ name: `1${odd}`, customFields: JSON.stringify({ [odd]: odd }) }, { name: `2${odd}` }],
    });

    await expect(find({ name: [odd, `${odd}?`] }, {}, 'Tag')).resolves.toHaveLength(2);
    await expect(find({ name: [`1${odd}`, `2${odd}`] })).resolves.toMatchObject([
      { customFields: { [odd]: odd } },
      { name: `2${odd}` },
    ]);
  });

  test('are refused with a NUL character, by the name of the property', async () => {
    await expect(call('data.insert', { entity: 'Tag', rows: [{ ...row, name: 'a\0' }] })).rejects.toMatchObject({
      code: 'JOBWRIGHT_DATA_VALUE',
      message: expect.stringMatching(/^name: .*NUL/) as string,
    });
  });

  test('cannot change a key', async () => {
    await expect(
      call('data.update', { entity: 'Tag', where: [{ id: ids.red }], rows: [{ id: ids.blue }] }),
    ).rejects.toMatchObject(refusal);
  });

  test('need a condition each', async () => {
    await expect(call('data.update', { entity: 'Tag', where: [], rows: [{ weight: 1 }] })).rejects.toMatchObject(
      refusal,
    );
    await expect(
      call('data.update', {
        entity: 'Tag',
        where: [{ name: 'red' }, { name: 'blue' }],
        rows: [{ weight: 1 }, { weight: 2 }],
      }),
    ).rejects.toMatchObject(refusal);
  });

  test('of an upsert need properties of a constraint', async () => {
    const args = { entity: 'Tag', rows: [row], action: 'merge' };
    await expect(call('data.upsert', { ...args, conflictFields: [] })).rejects.toMatchObject(refusal);
    await expect(call('data.upsert', { ...args, conflictFields: [odd] })).rejects.toMatchObject(refusal);
    await expect(call('data.upsert', { ...args, conflictFields: ['name'], action: odd })).rejects.toMatchObject(
      refusal,
    );
    await expect(call('data.upsert', { ...args, conflictFields: ['name'], mergeFields: [odd] })).rejects.toMatchObject(
      refusal,
    );
  });
});

describe('errors of the database', () => {
  const stamp = '2026-05-05T05:05:05.000Z';
  const row = { id: '00000000-0000-7000-8000-00000000000a', created: stamp, lastUpdated: stamp };

  test('hold no row, which could have sensitive values in it', async () => {
    const args = { entity: 'Site', rows: [{ ...row, name: null, slug: 'x', accessCode: 'secret-4711' }] };

    const error: unknown = await call('data.insert', args).catch((thrown: unknown) => thrown);

    expect(error).toMatchObject({
      name: 'NotNullConstraintViolationException',
      message: 'null value in column "name" of relation "lab_site" violates not-null constraint',
      details: { column: 'name', table: 'lab_site' },
    });
    expect(JSON.stringify(error)).not.toContain('secret-4711');
  });

  test('hold no sensitive key', async () => {
    await lab.query('create unique index lab_site_code on lab_site (access_code)');
    const args = { entity: 'Site', rows: [{ ...row, name: 'x', slug: 'x', accessCode: '1234' }] };

    const error: unknown = await call('data.insert', args).catch((thrown: unknown) => thrown);
    await unit.abandon();
    await lab.query('drop index lab_site_code');

    expect(error).toMatchObject({
      name: 'UniqueConstraintViolationException',
      details: { constraint: 'lab_site_code' },
    });
    expect(JSON.stringify(error)).not.toContain('1234');
    expect((error as Error).message).not.toContain('1234');
  });
});

describe('collections', () => {
  const change = { entity: 'Device', property: 'tags', owner: [ids.core1], remove: [], insert: [], initialized: true };

  test.each([
    ['an unknown property', { property: 'nope' }],
    ['a column', { property: 'name' }],
    ['a table of the platform', { entity: 'User' }],
    ['an object as owner', { owner: [{ id: 1 }] }],
    ['an object as member', { insert: [[{ sql: 'x' }]] }],
    ['no list of members', { insert: 'x' }],
    ['nothing to remove', { remove: undefined }],
  ])('are refused with %s', async (...[, part]) => {
    await expect(call('data.collections', { changes: [{ ...change, ...part }] })).rejects.toMatchObject(refusal);
  });

  test('hold any text as a key, which PostgreSQL then refuses', async () => {
    await expect(call('data.collections', { changes: [{ ...change, insert: [[odd]] }] })).rejects.toMatchObject({
      code: 'JOBWRIGHT_DATABASE',
      details: { sqlState: '22P02' },
    });
    await expect(
      call('data.pivot', { entity: 'Device', property: 'tags', owners: [[odd]], where: {}, orderBy: [], options: {} }),
    ).rejects.toMatchObject({ code: 'JOBWRIGHT_DATABASE' });
  });
});

describe('savepoints', () => {
  test.each([[-1], [1.5], ['1; drop table lab_tag'], [null], [Number.MAX_VALUE]])('%j is no savepoint', async (id) => {
    await expect(call('data.release', { id })).rejects.toMatchObject(refusal);
    await expect(call('data.rollback', { id })).rejects.toMatchObject(refusal);
  });

  test('that do not exist cannot be kept, and are undone already', async () => {
    await expect(call('data.release', { id: 999 })).rejects.toMatchObject({ code: 'JOBWRIGHT_TRANSACTIONS_OVERLAP' });
    await expect(call('data.rollback', { id: 999 })).resolves.toBeUndefined();
  });
});

test('after all of that the tables are as they were', async () => {
  await expect(call('data.count', { entity: 'Tag', where: {}, options: {} })).resolves.toBe(3);
});
