import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { v7 as uuidv7 } from 'uuid';
import { openDatabase, type Database } from '../../database/orm.ts';
import { insertJob, insertUser, requestOf, type UserFixture } from '../../testing/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { cancelRun } from './cancel-run.ts';
import { submitRun, type SubmittedJob } from './submit-run.ts';

let testDatabase: TestDatabase;
let database: Database;
let user: UserFixture;
let job: SubmittedJob;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  user = await insertUser(database.pool, 'alice');
  job = await insertJob(database.pool, 'Example');
});

afterAll(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

async function count(table: string): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(`select count(*)::int from ${table}`);
  return rows[0]!.count;
}

async function insertFile(owner = user): Promise<string> {
  const id = uuidv7();
  await database.pool.query(
    `insert into extras_uploaded_file (id, created, last_updated, name, content_type, size, sha256, user_id)
     values ($1, now(), now(), 'a.csv', 'text/csv', 3, '', $2)`,
    [id, owner.id],
  );
  return id;
}

describe('submitRun', () => {
  test('records the run and one entry of the queue, and warns when nobody takes it', async () => {
    const request = requestOf(user);

    const { id, warning } = await submitRun(database.pool, { job, input: { a: 1 }, commit: true, user, request });

    expect(warning).toMatch(/No worker is running/);
    const { rows } = await database.pool.query(
      `select status, commit, job_path, user_name, input, input_stored, request_id from extras_job_result where id = $1`,
      [id],
    );
    expect(rows).toEqual([
      {
        status: 'pending',
        commit: true,
        job_path: 'local/example/Example',
        user_name: 'alice',
        input: { a: 1 },
        input_stored: true,
        request_id: request.id,
      },
    ]);
    const queue = await database.pool.query('select task_identifier, key from graphile_worker.jobs where key = $1', [
      id,
    ]);
    expect(queue.rows).toEqual([{ task_identifier: 'run', key: id }]);
  });

  test('keeps sensitive input apart from the record', async () => {
    const { id } = await submitRun(database.pool, {
      job,
      input: { name: 'x' },
      sensitiveInput: { password: 'hunter2' },
      commit: false,
      user,
      request: requestOf(user),
    });

    const { rows } = await database.pool.query('select * from extras_job_result where id = $1', [id]);
    expect(rows[0]).toMatchObject({ input: { name: 'x' }, input_stored: false });
    expect(JSON.stringify(rows)).not.toContain('hunter2');
    const queue = await database.pool.query('select * from graphile_worker._private_jobs where key = $1', [id]);
    expect(JSON.stringify(queue.rows)).not.toContain('hunter2');
    const apart = await database.pool.query('select input from extras_sensitive_input where job_result_id = $1', [id]);
    expect(apart.rows).toEqual([{ input: { password: 'hunter2' } }]);
  });

  test('never commits a read-only job', async () => {
    const readOnly = await insertJob(database.pool, 'Report', { descriptor: { readOnly: true } });

    const { id } = await submitRun(database.pool, {
      job: readOnly,
      input: {},
      commit: true,
      user,
      request: requestOf(user),
    });

    const { rows } = await database.pool.query('select commit, read_only from extras_job_result where id = $1', [id]);
    expect(rows).toEqual([{ commit: false, read_only: true }]);
  });

  test('leaves nothing behind when a worker is required and none is alive', async () => {
    const before = [await count('extras_job_result'), await count('graphile_worker.jobs')];

    const submission = submitRun(database.pool, {
      job,
      input: {},
      commit: true,
      user,
      request: requestOf(user),
      requireWorker: true,
    });

    await expect(submission).rejects.toMatchObject({ code: 'JOBWRIGHT_WORKER_UNAVAILABLE' });
    expect([await count('extras_job_result'), await count('graphile_worker.jobs')]).toEqual(before);
  });

  test('gives uploaded files to the run, and refuses those of somebody else', async () => {
    const mallory = await insertUser(database.pool, 'mallory');
    const [own, foreign] = [await insertFile(), await insertFile(mallory)];
    const submission = { job, input: {}, commit: true, user, request: requestOf(user) };
    const before = await count('extras_job_result');

    await expect(submitRun(database.pool, { ...submission, fileIds: [own, foreign] })).rejects.toMatchObject({
      code: 'JOBWRIGHT_UPLOADED_FILE_UNAVAILABLE',
    });
    expect(await count('extras_job_result')).toBe(before);
    const { id } = await submitRun(database.pool, { ...submission, fileIds: [own] });

    const { rows } = await database.pool.query('select job_result_id from extras_uploaded_file where id = $1', [own]);
    expect(rows).toEqual([{ job_result_id: id }]);
    await cancelRun(database.pool, id, { username: 'alice' });
    expect((await database.pool.query('select from extras_uploaded_file where id = $1', [own])).rowCount).toBe(0);
  });

  test('refuses the second of two simultaneous runs when the job says so, until the first is over', async () => {
    const single = await insertJob(database.pool, 'Single', {
      descriptor: { singleton: true, onConflict: 'refuse' },
    });
    const submit = () =>
      submitRun(database.pool, { job: single, input: {}, commit: true, user, request: requestOf(user) });

    const outcomes = await Promise.allSettled([submit(), submit()]);

    const submitted = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(submitted).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({
      code: 'JOBWRIGHT_JOB_ALREADY_RUNNING',
      jobResultId: submitted[0]?.value.id,
    });
    await cancelRun(database.pool, submitted[0]!.value.id, { username: 'alice' });
    await expect(submit()).resolves.toBeDefined();
  });
});
