import { defineEntity, p } from '@mikro-orm/core';
import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';

const NetworkSchema = defineEntity({
  name: 'Network',
  tableName: 'test_network',
  properties: {
    id: p.integer().primary(),
    prefix: p.string().columnType('cidr'),
    address: p.string().columnType('inet'),
  },
});
class Network extends NetworkSchema.class {}
NetworkSchema.setClass(Network);

let database: TestDatabase;
let orm: MikroORM;

beforeAll(async () => {
  database = await createTestDatabase();
  orm = await MikroORM.init({ entities: [Network], clientUrl: database.url });
  await orm.em.execute('create table test_network (id int primary key, prefix cidr not null, address inet not null)');
  await orm.em.execute('create index test_network_prefix on test_network using gist (prefix inet_ops)');
  await orm.em.execute('create index test_network_address on test_network using gist (address inet_ops)');
  await orm.em.execute(
    `insert into test_network select i, set_masklen((inet '10.0.0.0' + i * 256)::cidr, 24), inet '10.0.0.1' + i * 256
     from generate_series(0, 19999) as i`,
  );
  await orm.em.execute('analyze test_network');
});

afterAll(async () => {
  await orm.close(true);
  await database[Symbol.asyncDispose]();
});

/** The plan of what MikroORM would run, as one text. */
async function explain(where: object): Promise<string> {
  const query = orm.em.fork().createQueryBuilder(Network).select('id').where(where);
  const rows = await orm.em.execute<{ 'QUERY PLAN': string }[]>(`explain ${query.getFormattedQuery()}`);
  return rows.map((row) => row['QUERY PLAN']).join('\n');
}

async function findIds(where: object): Promise<number[]> {
  const rows = await orm.em.fork().find(Network, where, { orderBy: { id: 'asc' } });
  return rows.map(({ id }) => id);
}

describe('network containment through MikroORM', () => {
  test('finds what is inside of a network, on cidr and on inet columns', async () => {
    expect(await findIds({ prefix: { $contained: '10.0.0.0/22' } })).toEqual([0, 1, 2, 3]);
    expect(await findIds({ address: { $contained: '10.0.4.0/23' } })).toEqual([4, 5]);
  });

  test('counts an equal network as contained', async () => {
    expect(await findIds({ prefix: { $contained: '10.0.7.0/24' } })).toEqual([7]);
  });

  test('finds the networks around an address, and those that overlap one', async () => {
    expect(await findIds({ prefix: { $contains: '10.0.9.77' } })).toEqual([9]);
    expect(await findIds({ prefix: { $overlap: '10.0.8.0/23' } })).toEqual([8, 9]);
  });

  test('runs on a GiST index', async () => {
    expect(await explain({ prefix: { $contained: '10.0.0.0/22' } })).toMatch(
      /Index Scan (using|on) test_network_prefix/,
    );
    expect(await explain({ prefix: { $contains: '10.0.9.77' } })).toMatch(/Index Scan (using|on) test_network_prefix/);
    expect(await explain({ address: { $contained: '10.0.4.0/23' } })).toMatch(
      /Index Scan (using|on) test_network_address/,
    );
  });

  test('leaves the operators of arrays and JSON alone', async () => {
    const rows = await orm.em.execute<{ a: boolean; j: boolean }[]>(
      `select array[1, 2] @> array[1] as a, '{"x": 1}'::jsonb @> '{}' as j`,
    );

    expect(rows).toEqual([{ a: true, j: true }]);
  });
});
