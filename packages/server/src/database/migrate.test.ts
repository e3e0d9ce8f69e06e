import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { listPendingMigrations, migrate } from './migrate.ts';
import { openDatabase } from './orm.ts';

describe('a migrated database', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
  });

  afterAll(() => database[Symbol.asyncDispose]());

  test('has exactly the schema that the entities describe', async () => {
    await using opened = await openDatabase({ url: database.url, plugins: [] });

    const difference = await opened.orm.schema.getUpdateSchemaSQL({ wrap: false });

    expect(difference).toBe('');
  });

  test('has nothing pending', async () => {
    expect(await listPendingMigrations({ url: database.url, plugins: [] })).toEqual([]);
  });

  test('holds the queue', async () => {
    await using opened = await openDatabase({ url: database.url, plugins: [] });

    const { rows } = await opened.pool.query(`select to_regproc('graphile_worker.add_job')::text as name`);

    expect(rows).toEqual([{ name: 'graphile_worker.add_job' }]);
  });
});

test('processes that start at the same time migrate an empty database once', async () => {
  await using database = await createTestDatabase({ migrated: false });

  const runs = await Promise.all([1, 2, 3].map(() => migrate({ url: database.url, plugins: [] })));

  const [executed, ...others] = runs.filter((names) => names.length > 0);
  expect(executed).toContain('platform:0001_initial');
  expect(others).toEqual([]);
});
