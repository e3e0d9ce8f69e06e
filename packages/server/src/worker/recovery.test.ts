import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { workerLockFamily } from '../database/advisory-locks.ts';
import { openDatabase, type Database } from '../database/orm.ts';
import { submitRun, type SubmittedJob } from '../modules/job-results/submit-run.ts';
import { createSecretBox } from '../modules/secrets/secret-box.ts';
import { insertJob, insertUser, requestOf, type UserFixture } from '../testing/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { claimRun } from './claim-run.ts';
import { defaultLimits } from '../config/run-limits.ts';
import { recoverDeadWorkers } from './recovery.ts';
import { slotApplicationName } from './slot-port.ts';

let testDatabase: TestDatabase;
let database: Database;
let user: UserFixture;
let job: SubmittedJob;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  user = await insertUser(database.pool, 'alice');
  job = await insertJob(database.pool, 'Example');
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

/** A row of the registry; it counts as alive as long as the returned connection, if any, is open. */
async function insertWorker(queuePool: string): Promise<number> {
  const { rows } = await database.pool.query<{ number: number }>(
    `insert into extras_worker (hostname, pid, slots, version, started, queue_pool)
     values ('h', 1, 1, '0', now(), $1) returning number`,
    [queuePool],
  );
  return rows[0]!.number;
}

async function connect(applicationName: string): Promise<Client> {
  const client = new Client({ connectionString: testDatabase.url, application_name: applicationName });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function submit(of = job): Promise<string> {
  const { id } = await submitRun(database.pool, { job: of, input: {}, commit: true, user, request: requestOf(user) });
  return id;
}

async function claimBy(number: number, id: string, queuePool: string): Promise<void> {
  await claimRun(database.pool, id, { number, limits: defaultLimits, secretBox: createSecretBox(undefined) });
  await database.pool.query(
    `update graphile_worker._private_jobs set locked_by = $1, locked_at = now(), attempts = 1 where key = $2`,
    [queuePool, id],
  );
}

async function readRun(id: string): Promise<Record<string, unknown>> {
  const { rows } = await database.pool.query(
    `select status, error ->> 'code' as code from extras_job_result where id = $1`,
    [id],
  );
  return rows[0]!;
}

async function readQueue(): Promise<unknown[]> {
  const { rows } = await database.pool.query('select key, locked_by from graphile_worker.jobs order by id');
  return rows;
}

describe('recovery', () => {
  test('closes the running runs of a dead worker and keeps their logs', async () => {
    const dead = await insertWorker('pool-dead');
    const id = await submit();
    await claimBy(dead, id, 'pool-dead');
    await database.pool.query(
      `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
       values ($1, 1, now(), 'run', 'info', 'so far')`,
      [id],
    );

    expect(await recoverDeadWorkers(database.pool)).toEqual([dead]);

    expect(await readRun(id)).toEqual({ status: 'errored', code: 'JOBWRIGHT_WORKER_DIED' });
    const { rows } = await database.pool.query('select message from extras_log_entry order by seq');
    expect(rows).toEqual([
      { message: 'so far' },
      {
        message:
          'The worker process died during the run. Nothing of the run that was not committed is in the database.',
      },
    ]);
    expect(await recoverDeadWorkers(database.pool)).toEqual([]);
  });

  test('leaves a worker alone that holds its lock', async () => {
    const alive = await insertWorker('pool-alive');
    const id = await submit();
    await claimBy(alive, id, 'pool-alive');
    const life = await connect('life');
    await life.query('select pg_advisory_lock($1, $2)', [workerLockFamily, alive]);

    expect(await recoverDeadWorkers(database.pool)).toEqual([]);

    expect(await readRun(id)).toEqual({ status: 'running', code: null });
    expect(await readQueue()).toEqual([{ key: id, locked_by: 'pool-alive' }]);
    await life.end();
    expect(await recoverDeadWorkers(database.pool)).toEqual([alive]);
  });

  test('releases what a dead worker had taken from the queue and not begun', async () => {
    await insertWorker('pool-dead');
    const id = await submit();
    await database.pool.query(
      `update graphile_worker._private_jobs set locked_by = 'pool-dead', locked_at = now(), attempts = 1`,
    );

    await recoverDeadWorkers(database.pool);

    expect(await readRun(id)).toEqual({ status: 'pending', code: null });
    expect(await readQueue()).toEqual([{ key: id, locked_by: null }]);
  });

  test('puts pending runs back that the queue lost', async () => {
    const id = await submit();
    await database.pool.query('delete from graphile_worker._private_jobs');

    await recoverDeadWorkers(database.pool);
    await recoverDeadWorkers(database.pool);

    expect(await readQueue()).toEqual([{ key: id, locked_by: null }]);
  });

  test('frees a singleton job whose run died, and queues its next run', async () => {
    const single = await insertJob(database.pool, 'Single', { descriptor: { singleton: true } });
    const dead = await insertWorker('pool-dead');
    const [first, second] = [await submit(single), await submit(single)];
    await claimBy(dead, first, 'pool-dead');
    expect(
      await claimRun(database.pool, second, {
        number: dead,
        limits: defaultLimits,
        secretBox: createSecretBox(undefined),
      }),
    ).toBeUndefined();
    await database.pool.query('delete from graphile_worker._private_jobs where key = $1', [second]);

    await recoverDeadWorkers(database.pool);

    expect(await readRun(first)).toMatchObject({ status: 'errored' });
    expect(await readQueue()).toContainEqual({ key: second, locked_by: null });
    expect(
      await claimRun(database.pool, second, {
        number: dead,
        limits: defaultLimits,
        secretBox: createSecretBox(undefined),
      }),
    ).toBeDefined();
  });

  test('ends what a slot of a dead worker has not committed, before it closes the run', async () => {
    const dead = await insertWorker('pool-dead');
    const id = await submit();
    await claimBy(dead, id, 'pool-dead');
    const slot = await connect(slotApplicationName(dead, 4711));
    await slot.query('begin');
    await slot.query(`update users_user set email = 'changed'`);
    await slot.query(`update extras_job_result set status = 'completed' where id = $1`, [id]);

    await recoverDeadWorkers(database.pool);

    expect(await readRun(id)).toEqual({ status: 'errored', code: 'JOBWRIGHT_WORKER_DIED' });
    const { rows } = await database.pool.query('select email from users_user');
    expect(rows).toEqual([{ email: '' }]);
    await slot.end().catch(() => undefined);
  });

  test('removes uploads of runs that are over, and old ones that no run asked for', async () => {
    const id = await submit();
    await database.pool.query(`update extras_job_result set status = 'completed' where id = $1`, [id]);
    await database.pool.query(
      `insert into extras_uploaded_file (id, created, last_updated, name, content_type, size, sha256, job_result_id)
       values (gen_random_uuid(), now(), now(), 'over', '', 0, '', $1),
         (gen_random_uuid(), now() - interval '2 hours', now(), 'old', '', 0, '', null),
         (gen_random_uuid(), now(), now(), 'new', '', 0, '', null)`,
      [id],
    );

    await recoverDeadWorkers(database.pool);

    const { rows } = await database.pool.query('select name from extras_uploaded_file');
    expect(rows).toEqual([{ name: 'new' }]);
  });
});
