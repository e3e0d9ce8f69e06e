import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase } from './test-database.ts';

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, application_name: 'careless test' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

test('a test database is a copy of its own, with the tables of the platform', async () => {
  await using first = await createTestDatabase();
  await using second = await createTestDatabase();
  const [one, two] = [await connect(first.url), await connect(second.url)];

  await one.query(`insert into users_user (id, created, last_updated, username)
    values (gen_random_uuid(), now(), now(), 'only in the first')`);

  expect((await one.query('select from users_user')).rowCount).toBe(1);
  expect((await two.query('select from users_user')).rowCount).toBe(0);
  await one.end();
  await two.end();
});

test('a test database that is disposed of while somebody is connected fails the test', async () => {
  const database = await createTestDatabase();
  const leaked = await connect(database.url);
  await leaked.query('select 42 as answer');

  await expect(database[Symbol.asyncDispose]()).rejects.toThrow(
    '1 connections to the test database were left open:\ncareless test [idle] select 42 as answer',
  );
  await leaked.end().catch(() => undefined);
});
