import { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RepositoryCredentials } from '@jobwright/git-sync';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { isInUse, readCommitsInUse } from './read-repositories.ts';

const url = 'https://git.example.com/jobs';
const credentials = { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_A' } } satisfies RepositoryCredentials;

let database: TestDatabase;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  pool = new Pool({ connectionString: database.url });
  await insert('open', url, { commit: '1'.repeat(40) });
  await insert('closed', url, { commit: '2'.repeat(40), credentials });
  await insert('new', url, {});
  await insert('elsewhere', 'https://git.example.com/others', { commit: '3'.repeat(40) });
});
afterAll(async () => {
  await pool.end();
  await database[Symbol.asyncDispose]();
});

async function insert(
  name: string,
  remoteUrl: string,
  { commit, credentials: held }: { readonly commit?: string; readonly credentials?: RepositoryCredentials },
): Promise<void> {
  await pool.query(
    `insert into extras_git_repository (id, created, last_updated, name, slug, remote_url, current_commit, credentials)
     values ($1, now(), now(), $2, $2, $3, $4, $5)`,
    [uuidv7(), name, remoteUrl, commit ?? null, held === undefined ? null : JSON.stringify(held)],
  );
}

test('repositories of one address use the snapshots of all of them', async () => {
  expect((await readCommitsInUse(pool, { remoteUrl: url })).toSorted()).toEqual(['1'.repeat(40), '2'.repeat(40)]);
});

test('an address is in use together with its credentials', async () => {
  expect(await isInUse(pool, { url })).toBe(true);
  expect(await isInUse(pool, { url, credentials: { token: credentials.token, type: 'https-token' } })).toBe(true);
  expect(await isInUse(pool, { url, credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_B' } } })).toBe(
    false,
  );
  expect(await isInUse(pool, { url: 'https://git.example.com/others', credentials })).toBe(false);
});
