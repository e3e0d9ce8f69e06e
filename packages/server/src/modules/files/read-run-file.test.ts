import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../database/orm.ts';
import { insertJob, insertUser, requestOf, type UserFixture } from '../../testing/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { submitRun, type SubmittedJob } from '../job-results/submit-run.ts';
import { createRunFileReader } from './read-run-file.ts';
import { storeUpload } from './store-upload.ts';

const MB = 1024 * 1024;

let testDatabase: TestDatabase;
let database: Database;
let user: UserFixture;
let job: SubmittedJob;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  user = await insertUser(database.pool, 'alice');
  job = await insertJob(database.pool, 'Import');
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

/** Uploads bytes in parts of uneven size, as a network delivers them, and submits a run with them. */
async function submitWith(bytes: Buffer): Promise<{ readonly runId: string; readonly fileId: string }> {
  const parts: Buffer[] = [];
  for (let start = 0, size = 700_001; start < bytes.length; start += size)
    parts.push(bytes.subarray(start, start + size));
  const upload = { stream: Readable.from(parts), name: 'a.csv', contentType: 'text/csv', userId: user.id };
  const { id: fileId } = await storeUpload(database.pool, upload);
  const submission = { job, input: {}, commit: true, user, request: requestOf(user), fileIds: [fileId] };
  const { id: runId } = await submitRun(database.pool, submission);
  return { runId, fileId };
}

test('a run reads its upload piece by piece, also across chunks', async () => {
  const bytes = Buffer.alloc(3 * MB + 17, Buffer.from('0123456789'));
  const { runId, fileId } = await submitWith(bytes);
  const reader = createRunFileReader(database.pool, runId);

  expect(await reader.describe(fileId)).toEqual({ name: 'a.csv', contentType: 'text/csv', size: 3 * MB + 17 });
  const pieces: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; offset += MB)
    pieces.push(await reader.read(fileId, { offset, length: MB }));
  expect(Buffer.concat(pieces).equals(bytes)).toBe(true);
  expect(Buffer.from(await reader.read(fileId, { offset: 3 * MB + 15, length: 100 })).toString()).toBe(
    bytes.subarray(-2).toString(),
  );
});

test('a run finds no upload of another run, and none that is no id', async () => {
  const first = await submitWith(Buffer.from('secret'));
  const second = await submitWith(Buffer.from('other'));
  const reader = createRunFileReader(database.pool, second.runId);

  expect(await reader.describe(first.fileId)).toBeUndefined();
  expect(await reader.describe(`' or true --`)).toBeUndefined();
});
