import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { openDatabase } from './orm.ts';

let testDatabase: TestDatabase;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
});
afterAll(() => testDatabase[Symbol.asyncDispose]());

test('a database that notices lost clients says so to PostgreSQL before a connection is used', async () => {
  const warnings: Error[] = [];
  const onWarning = (warning: Error): void => void warnings.push(warning);
  process.on('warning', onWarning);
  await using database = await openDatabase({ url: testDatabase.url, plugins: [], noticesLostClients: true });

  const used = await database.pool.connect();
  const client = await database.pool.connect(); // a new connection: opening the database used the other one
  const [{ rows }] = await Promise.all([
    client.query('show client_connection_check_interval'),
    client.query('select 1'), // pg warns of a third statement at the same time
  ]);

  used.release();
  client.release();
  process.off('warning', onWarning);
  expect(rows).toEqual([{ client_connection_check_interval: '1s' }]);
  expect(warnings).toEqual([]);
});
