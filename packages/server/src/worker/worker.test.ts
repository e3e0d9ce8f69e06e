import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../database/orm.ts';
import { openNotifications, type Notifications } from '../database/notifications.ts';
import { cancelRun } from '../modules/job-results/cancel-run.ts';
import { createRunEvents } from '../modules/job-results/run-events.ts';
import { submitRun, type SubmittedJob } from '../modules/job-results/submit-run.ts';
import { createSecretBox } from '../modules/secrets/secret-box.ts';
import { insertJob, insertUser, requestOf, type UserFixture } from '../testing/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../testing/index.ts';
import { defaultLimits } from '../config/run-limits.ts';
import type { RunAssignment, SlotOutcome, SlotSupervisor } from './slot-port.ts';
import { startWorker, type Worker } from './worker.ts';

/** Slots that do what a test says, on the real queue and database: the worker's side of the seam is what is tested. */
class ScriptedSlots implements SlotSupervisor {
  readonly started: string[] = [];
  readonly #canceled = new Map<string, () => void>();
  #script: (assignment: RunAssignment, canceled: Promise<void>) => Promise<SlotOutcome>;
  isDisposed = false;

  constructor(script: (assignment: RunAssignment, canceled: Promise<void>) => Promise<SlotOutcome>) {
    this.#script = script;
  }

  async execute(assignment: RunAssignment): Promise<SlotOutcome> {
    this.started.push(assignment.jobResultId);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#canceled.set(assignment.jobResultId, resolve);
    return this.#script(assignment, promise);
  }

  cancel(jobResultId: string): void {
    this.#canceled.get(jobResultId)?.();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isDisposed = true;
    for (const cancel of this.#canceled.values()) cancel();
  }
}

let testDatabase: TestDatabase;
let database: Database;
let notifications: Notifications;
let user: UserFixture;
let job: SubmittedJob;
let worker: Worker | undefined;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  notifications = await openNotifications({ url: testDatabase.url });
  user = await insertUser(database.pool, 'alice');
  job = await insertJob(database.pool, 'Example');
});

afterEach(async () => {
  await worker?.[Symbol.asyncDispose]();
  worker = undefined;
  await notifications[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

async function work(slots: SlotSupervisor, slotCount = 2, shutdownGraceMs = 200): Promise<void> {
  const silent = (): void => undefined;
  worker = await startWorker({
    url: testDatabase.url,
    pool: database.pool,
    notifications,
    createSlots: async () => slots,
    slotCount,
    limits: defaultLimits,
    secretBox: createSecretBox(undefined),
    shutdownGraceMs,
    version: '0.0.0',
    logger: { debug: silent, info: silent, warn: silent, error: silent },
  });
}

async function submit(of = job): Promise<string> {
  const { id } = await submitRun(database.pool, { job: of, input: {}, commit: true, user, request: requestOf(user) });
  return id;
}

/** Does what a slot does at the end of a run. */
async function complete({ jobResultId, workerNumber }: RunAssignment): Promise<SlotOutcome> {
  await database.pool.query(
    `update extras_job_result set status = 'completed', completed = now()
     where id = $1 and status = 'running' and worker_id = $2`,
    [jobResultId, workerNumber],
  );
  await database.pool.query(`select pg_notify('jobwright_run', $1)`, [jobResultId]);
  return { kind: 'finished' };
}

async function waitFor(jobResultId: string, isDone: (row: Row) => boolean): Promise<Row> {
  using events = createRunEvents(notifications);
  for (;;) {
    const changed = Promise.withResolvers<void>();
    using _ = events.subscribe(jobResultId, () => changed.resolve());
    const row = await readResult(jobResultId);
    if (isDone(row)) return row;
    await changed.promise;
  }
}

interface Row {
  readonly status: string;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly cancelRequestedByName: string | null;
  readonly workerId: number | null;
}

async function readResult(id: string): Promise<Row> {
  const { rows } = await database.pool.query<Row>(
    `select status, error, cancel_requested_by_name as "cancelRequestedByName", worker_id as "workerId"
     from extras_job_result where id = $1`,
    [id],
  );
  return rows[0]!;
}

async function readLog(id: string): Promise<string[]> {
  const { rows } = await database.pool.query<{ line: string }>(
    `select format('%s %s %s', grouping, level, message) as line from extras_log_entry where job_result_id = $1 order by seq`,
    [id],
  );
  return rows.map(({ line }) => line);
}

const isOver = ({ status }: Row): boolean => status !== 'pending' && status !== 'running';

describe('a worker', () => {
  test('executes a submitted run once and leaves no queue entry', async () => {
    const slots = new ScriptedSlots(complete);
    await work(slots);

    const id = await submit();

    expect(await waitFor(id, isOver)).toMatchObject({ status: 'completed', workerId: 1 });
    expect(slots.started).toEqual([id]);
    await expect.poll(async () => (await database.pool.query('select from graphile_worker.jobs')).rowCount).toBe(0);
  });

  test('takes runs that were submitted before it started', async () => {
    const id = await submit();
    expect(await readResult(id)).toMatchObject({ status: 'pending' });

    await work(new ScriptedSlots(complete));

    expect(await waitFor(id, isOver)).toMatchObject({ status: 'completed' });
  });

  test('writes why a slot was killed, behind what was logged so far', async () => {
    await work(
      new ScriptedSlots(async ({ jobResultId }) => {
        await database.pool.query(
          `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
           values ($1, 1, now(), 'testA', 'success', 'so far')`,
          [jobResultId],
        );
        return { kind: 'killed', code: 'JOBWRIGHT_LIMIT_TIME', message: 'The time limit of 1 s was passed.' };
      }),
    );

    const id = await submit();

    expect(await waitFor(id, isOver)).toMatchObject({
      status: 'errored',
      error: { code: 'JOBWRIGHT_LIMIT_TIME', message: 'The time limit of 1 s was passed.' },
    });
    expect(await readLog(id)).toEqual(['testA success so far', 'testA failure The time limit of 1 s was passed.']);
    const { rows } = await database.pool.query('select log_summary from extras_job_result where id = $1', [id]);
    expect(rows[0]?.log_summary).toEqual({
      groups: [{ group: 'testA', success: 1, info: 0, warning: 0, failure: 1 }],
      total: 2,
    });
  });

  test('keeps what the slot committed when it died right after', async () => {
    await work(
      new ScriptedSlots(async (assignment) => {
        await complete(assignment);
        return { kind: 'killed', code: 'JOBWRIGHT_SLOT_CRASHED', message: 'It crashed.' };
      }),
    );

    const id = await submit();

    expect(await waitFor(id, isOver)).toMatchObject({ status: 'completed', error: null });
  });

  test('stops a running run on request and records who asked', async () => {
    await work(
      new ScriptedSlots(async (_, canceled) => {
        await canceled;
        return { kind: 'canceled' };
      }),
    );
    const id = await submit();
    await waitFor(id, ({ status }) => status === 'running');

    await cancelRun(database.pool, id, { id: user.id, username: 'alice' });

    expect(await waitFor(id, isOver)).toMatchObject({ status: 'canceled', cancelRequestedByName: 'alice' });
    expect(await readLog(id)).toEqual([
      'initialization warning Canceled by alice. Database changes have been reverted.',
    ]);
    await expect(cancelRun(database.pool, id, { username: 'bob' })).rejects.toMatchObject({
      code: 'JOBWRIGHT_RUN_FINISHED',
    });
  });

  test('never starts a run that was canceled while it was pending', async () => {
    const id = await submit();
    await cancelRun(database.pool, id, { id: user.id, username: 'alice' });
    const slots = new ScriptedSlots(complete);

    await work(slots);
    const later = await submit();
    await waitFor(later, isOver);

    expect(await readResult(id)).toMatchObject({ status: 'canceled', workerId: null });
    expect(slots.started).toEqual([later]);
  });

  test('runs two runs of a singleton job one after the other', async () => {
    const singleton = await insertJob(database.pool, 'Single', { descriptor: { singleton: true } });
    let running = 0;
    let most = 0;
    await work(
      new ScriptedSlots(async (assignment) => {
        running += 1;
        most = Math.max(most, running);
        await delay(50);
        running -= 1;
        return complete(assignment);
      }),
      4,
    );

    const ids = await Promise.all([submit(singleton), submit(singleton), submit(singleton)]);
    const results = await Promise.all(ids.map((id) => waitFor(id, isOver)));

    expect(results.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
    expect(most).toBe(1);
  });

  test('lets runs end when it is stopped, and cancels those that take too long', async () => {
    // The first to start, maybe before its id is known here.
    let endless: string | undefined;
    await work(
      new ScriptedSlots(async (assignment, canceled) => {
        endless ??= assignment.jobResultId;
        if (assignment.jobResultId === endless) {
          await canceled;
          return { kind: 'canceled' };
        }
        await delay(50);
        return complete(assignment);
      }),
      2,
      // Long enough for the quick one on a busy machine.
      3000,
    );
    const slow = await submit();
    await waitFor(slow, ({ status }) => status === 'running');
    const quick = await submit();
    await waitFor(quick, ({ status }) => status !== 'pending');

    await worker?.[Symbol.asyncDispose]();
    worker = undefined;

    expect(await readResult(quick)).toMatchObject({ status: 'completed' });
    expect(await readResult(slow)).toMatchObject({
      status: 'canceled',
      cancelRequestedByName: 'system (the process was stopped)',
    });
  });

  test('stops its runs and starts over when its proof of life is cut', async () => {
    let interrupted = '';
    const isFirst = (id: string): boolean => interrupted === '' || id === interrupted;
    const slots = new ScriptedSlots(async (assignment, canceled) => {
      if (!isFirst(assignment.jobResultId)) return complete(assignment);
      await canceled;
      return { kind: 'canceled' };
    });
    await work(slots);
    interrupted = await submit();
    await waitFor(interrupted, ({ status }) => status === 'running');

    await database.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where application_name = 'jobwright worker' and datname = current_database()`,
    );

    expect(await waitFor(interrupted, isOver)).toMatchObject({
      status: 'errored',
      error: { code: 'JOBWRIGHT_WORKER_LOST_DATABASE' },
    });
    const next = await submit();
    expect(await waitFor(next, isOver)).toMatchObject({ status: 'completed', workerId: 2 });
  });
});
