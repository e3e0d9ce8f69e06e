import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { checkDatabase } from './connect-database.ts';

let database: TestDatabase;
let admin: Client;

beforeAll(async () => {
  database = await createTestDatabase({ migrated: false });
  admin = new Client({ connectionString: database.url });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await database[Symbol.asyncDispose]();
});

function change(parts: Partial<Record<'username' | 'password' | 'pathname' | 'port', string>>): string {
  return Object.assign(new URL(database.url), parts).href;
}

describe('a database of the user', () => {
  test('is accepted when it is new enough and may be filled', async () => {
    await expect(checkDatabase(database.url)).resolves.toBeUndefined();
  });

  test('is refused with the reason when it cannot be reached, and no password is in the message', async () => {
    const { host } = new URL(database.url);

    await expect(checkDatabase(change({ pathname: '/nothing' }))).rejects.toThrow(
      `The database at ${host}/nothing cannot be reached: there is no such database on that server. Check DATABASE_URL.`,
    );
    await expect(checkDatabase(change({ password: 'wrong-secret' }))).rejects.toThrow(/user or password are refused/);
    await expect(checkDatabase(change({ password: 'wrong-secret' }))).rejects.not.toThrow(/wrong-secret/);
    await expect(checkDatabase(change({ port: '1' }))).rejects.toMatchObject({
      code: 'JOBWRIGHT_DATABASE_UNUSABLE',
      message: expect.stringContaining('nothing answers there'),
    });
  });

  test('is refused with the statement that helps when the role may not fill it', async () => {
    const role = `limited_${database.name}`;
    await admin.query(`create role ${role} login password 'x'`);
    const url = change({ username: role, password: 'x' });

    await expect(checkDatabase(url)).rejects.toThrow(
      `Grant it: grant create on database "${database.name}" to "${role}";`,
    );
    await admin.query(`grant create on database ${database.name} to ${role}`);
    await expect(checkDatabase(url)).rejects.toThrow(`Grant it: grant create on schema "public" to "${role}";`);
    await admin.query(`grant create on schema public to ${role}`);
    await expect(checkDatabase(url)).resolves.toBeUndefined();

    await admin.query(`drop owned by ${role}; drop role ${role}`);
  });
});
