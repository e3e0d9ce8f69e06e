import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase, type Database } from '../../database/orm.ts';
import { insertJob, insertUser, requestOf } from '../../testing/fixtures.ts';
import { createTestDatabase, type TestDatabase } from '../../testing/index.ts';
import { LogWriter } from './log-writer.ts';
import { logSummarySql } from './log-summary.ts';
import { submitRun } from './submit-run.ts';

let testDatabase: TestDatabase;
let database: Database;
let client: Client;
let runId: string;

beforeEach(async () => {
  testDatabase = await createTestDatabase();
  database = await openDatabase({ url: testDatabase.url, plugins: [] });
  client = new Client({ connectionString: testDatabase.url });
  await client.connect();
  const user = await insertUser(database.pool, 'alice');
  const job = await insertJob(database.pool, 'Example');
  ({ id: runId } = await submitRun(database.pool, { job, input: {}, commit: true, user, request: requestOf(user) }));
});

afterEach(async () => {
  await client.end();
  await database[Symbol.asyncDispose]();
  await testDatabase[Symbol.asyncDispose]();
});

describe('LogWriter', () => {
  test('stores entries as they were written, numbered from 1', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });

    writer.write({ group: 'run', level: 'success', message: 'Created\n"it" \\ {x,y} \u{1F600}', object: device });
    writer.write({ group: 'testA', level: 'debug', message: '' });
    await writer.drain();

    const { rows } = await database.pool.query(
      `select seq, grouping, level, message, object_model, object_id, object_display, time > now() - interval '1 minute' as recent
       from extras_log_entry where job_result_id = $1 order by seq`,
      [runId],
    );
    expect(rows).toEqual([
      {
        seq: 1,
        grouping: 'run',
        level: 'success',
        message: 'Created\n"it" \\ {x,y} \u{1F600}',
        object_model: 'dcim.device',
        object_id: '42',
        object_display: 'switch 1',
        recent: true,
      },
      {
        seq: 2,
        grouping: 'testA',
        level: 'debug',
        message: '',
        object_model: null,
        object_id: null,
        object_display: null,
        recent: true,
      },
    ]);
  });

  test('keeps the order of 10,000 entries that are written at once', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });

    for (let i = 1; i <= 10_000; i += 1) writer.write({ group: 'run', level: 'info', message: `entry ${i}` });
    await writer.drain();

    const { rows } = await database.pool.query(
      `select count(*)::int, min(seq), max(seq), bool_and(message = 'entry ' || seq) as "inOrder"
       from extras_log_entry where job_result_id = $1`,
      [runId],
    );
    expect(rows).toEqual([{ count: 10_000, min: 1, max: 10_000, inOrder: true }]);
    expect(writer.backlog).toBe(0);
  });

  test('stores what is written while the run goes on, without being asked to', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });

    writer.write({ group: 'run', level: 'info', message: 'early' });

    await expect
      .poll(async () => (await database.pool.query('select message from extras_log_entry')).rows)
      .toEqual([{ message: 'early' }]);
    await writer.drain();
  });

  test('puts a mark in place of characters that PostgreSQL cannot hold', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });

    writer.write({
      group: 'run',
      level: 'info',
      message: 'a\0b',
      object: { ...device, display: `x\0${'y'.repeat(600)}` },
    });
    await writer.drain();

    const { rows } = await database.pool.query('select message, object_display from extras_log_entry');
    expect(rows).toEqual([{ message: 'a\u{FFFD}b', object_display: `x\u{FFFD}${'y'.repeat(498)}` }]);
  });

  test('adds up groups in order of appearance, as the database does from what is stored', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });
    for (const [group, level] of [
      ['run', 'default'],
      ['testB', 'success'],
      ['testA', 'warning'],
      ['testB', 'success'],
      ['testB', 'debug'],
    ] as const) {
      writer.write({ group, level, message: '' });
    }
    await writer.drain();

    const expected = {
      groups: [
        { group: 'run', success: 0, info: 0, warning: 0, failure: 0 },
        { group: 'testB', success: 2, info: 0, warning: 0, failure: 0 },
        { group: 'testA', success: 0, info: 0, warning: 1, failure: 0 },
      ],
      total: 3,
    };
    expect(writer.summary).toEqual(expected);
    expect(writer.hasFailure).toBe(false);
    const { rows } = await database.pool.query(`select ${logSummarySql('$1')} as summary`, [runId]);
    expect(rows).toEqual([{ summary: expected }]);
  });

  test('stores the newest progress of a running run', async () => {
    await database.pool.query(`update extras_job_result set status = 'running' where id = $1`, [runId]);
    const writer = new LogWriter({ client, jobResultId: runId });

    writer.writeProgress({ current: 1, total: 3 });
    writer.writeProgress({ current: 2, total: 3, message: 'nearly' });
    await writer.drain();

    const { rows } = await database.pool.query('select progress from extras_job_result where id = $1', [runId]);
    expect(rows).toEqual([{ progress: { current: 2, total: 3, message: 'nearly' } }]);
  });

  test('tells whoever drains it that its connection is gone', async () => {
    const writer = new LogWriter({ client, jobResultId: runId });
    client.on('error', () => undefined);
    await database.pool.query('select pg_terminate_backend($1)', [
      (client as unknown as { processID: number }).processID,
    ]);

    writer.write({ group: 'run', level: 'info', message: 'lost' });

    await expect(writer.drain()).rejects.toMatchObject({ code: 'JOBWRIGHT_LOG_STORE' });
    await expect(writer.drain()).rejects.toMatchObject({ code: 'JOBWRIGHT_LOG_STORE' });
  });
});

const device = { model: 'dcim.device', id: '42', display: 'switch 1' };
