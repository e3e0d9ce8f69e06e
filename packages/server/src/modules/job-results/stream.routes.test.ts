import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { Job } from '@jobwright/sdk';
import { createParser } from 'eventsource-parser';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Client, type TestApp } from '../../testing/rest/test-app.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}

interface StreamEvent {
  readonly event: string;
  readonly id: string | undefined;
  // oxlint-disable-next-line typescript/no-explicit-any -- the test looks into the data freely
  readonly data: any;
}

let test: TestApp;
let address: string;
beforeAll(async () => {
  test = await createTestApp();
  await test.addJob(Report);
  address = await test.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => test[Symbol.asyncDispose]());

async function start(): Promise<string> {
  const answer = await test.admin.send('POST', '/api/extras/jobs/local/report/Report/run/');
  return answer.body.job_result.id;
}

async function log(id: string, from: number, to: number): Promise<void> {
  await test.pool.query(
    `with added as (
       insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
       select $1, n, now(), 'run', 'info', 'entry ' || n from generate_series($2::int, $3::int) as n)
     select pg_notify('jobwright_run', $1::text)`,
    [id, from, to],
  );
}

async function setStatus(id: string, status: string, progress: object | null = null): Promise<void> {
  await test.pool.query(
    `with changed as (update extras_job_result set status = $2, progress = $3 where id = $1)
     select pg_notify('jobwright_run', $1::text)`,
    [id, status, progress === null ? null : JSON.stringify(progress)],
  );
}

/** Reads a stream to its end, telling of each event as it comes. */
async function follow(
  id: string,
  options: { readonly query?: string; readonly headers?: object; readonly onEvent?: (event: StreamEvent) => void } = {},
): Promise<StreamEvent[]> {
  const events: StreamEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', id: eventId, data }) => {
      const parsed = { event, id: eventId, data: JSON.parse(data) };
      events.push(parsed);
      options.onEvent?.(parsed);
    },
  });
  const response = await fetch(`${address}/api/extras/job-results/${id}/logs/stream/${options.query ?? ''}`, {
    headers: { authorization: `Token ${test.admin.key}`, ...options.headers },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(response.headers.get('api-version')).toBe('1.0');
  expect(response.headers.get('content-encoding')).toBeNull(); // which would hold events back
  for await (const chunk of response.body!) parser.feed(Buffer.from(chunk).toString('utf8'));
  return events;
}

it('acceptance 38: replays what there is, then follows entries, progress and status to the end', async () => {
  const id = await start();
  await log(id, 1, 2);
  const script = async (): Promise<void> => {
    await setStatus(id, 'running', { current: 1, total: 3 });
    await log(id, 3, 3);
    await setStatus(id, 'completed', { current: 3, total: 3 });
  };

  let scripted: Promise<void> | undefined;
  const events = await follow(id, {
    onEvent: ({ event, data }) => {
      if (event === 'status' && data.status.value === 'pending') scripted = script();
    },
  });
  await scripted;

  expect(events.filter(({ event }) => event === 'entry').map(({ id, data }) => [id, data.message])).toEqual([
    ['1', 'entry 1'],
    ['2', 'entry 2'],
    ['3', 'entry 3'],
  ]);
  expect(events.filter(({ event }) => event === 'progress').at(-1)?.data).toEqual({ current: 3, total: 3 });
  expect(events.filter(({ event }) => event === 'status').at(-1)?.data.status).toEqual({
    value: 'completed',
    label: 'Completed',
  });
  expect(events.at(-1)).toMatchObject({ event: 'end', data: { last_seq: 3, status: { value: 'completed' } } });
});

it('begins behind the last event that the client has', async () => {
  const id = await start();
  await log(id, 1, 5);
  await setStatus(id, 'completed');
  const seqs = (events: readonly StreamEvent[]): string[] =>
    events.flatMap((event) => (event.event === 'entry' ? [event.id ?? ''] : []));

  expect(seqs(await follow(id, { headers: { 'last-event-id': '3' } }))).toEqual(['4', '5']);
  expect(seqs(await follow(id, { query: '?after=4' }))).toEqual(['5']);
});

it('sends twenty thousand entries, each once and in order', async () => {
  const id = await start();
  await log(id, 1, 20_000);
  await setStatus(id, 'completed');

  const events = await follow(id);

  const seqs = events.flatMap((event) => (event.event === 'entry' ? [Number(event.id)] : []));
  expect(seqs).toHaveLength(20_000);
  expect(seqs.every((seq, index) => seq === index + 1)).toBe(true);
});

it('reads no further from the database than a slow client takes', async () => {
  const id = await start();
  await test.pool.query(
    `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
     select $1, n, now(), 'run', 'info', repeat('x', 10000) from generate_series(1, 10000) as n`,
    [id],
  );
  const socket = connect(Number(new URL(address).port), '127.0.0.1');
  socket.write(
    `GET /api/extras/job-results/${id}/logs/stream/ HTTP/1.1\r\nHost: x\r\nAuthorization: Token ${test.admin.key}\r\n\r\n`,
  );
  socket.pause();

  // The client reads nothing: what the server sends fills the buffers of the connection, and then the server waits.
  let [queries, last] = [0, -1];
  const count = (): void => void queries++;
  test.pool.on('acquire', count);
  while (queries !== last) {
    last = queries;
    await delay(500);
  }
  test.pool.off('acquire', count);
  socket.destroy();

  // The whole log is 100 MB in 20 batches; three statements come before the first of them.
  expect(queries).toBeGreaterThan(3);
  expect(queries).toBeLessThan(12);
});

it('ends the streams when the server stops', async () => {
  await using other = await createTestApp();
  await other.addJob(Report);
  const { body } = await other.admin.send('POST', '/api/extras/jobs/local/report/Report/run/');
  const base = await other.app.listen({ host: '127.0.0.1', port: 0 });
  const response = await fetch(`${base}/api/extras/job-results/${body.job_result.id}/logs/stream/`, {
    headers: { authorization: `Token ${other.admin.key}` },
  });
  const reading = response.text();

  await other.app.close();

  expect(await reading).toContain('retry: 1000');
});

describe('ends when the client may not see the run any more', () => {
  async function watch(): Promise<{ readonly client: Client; readonly id: string; readonly ended: Promise<string> }> {
    const view = { objectTypes: ['extras.jobresult'], actions: ['view'] };
    const client = await test.addClient(`watcher ${randomUUID()}`, [view]);
    const id = await start();
    const response = await fetch(`${address}/api/extras/job-results/${id}/logs/stream/`, {
      headers: { authorization: `Token ${client.key}` },
    });
    return { client, id, ended: response.text() };
  }

  it.each([
    ['the token is revoked', 'delete from users_token where user_id = $1'],
    ['the user is disabled', 'update users_user set is_active = false where id = $1'],
    ['the permission is taken away', 'delete from users_object_permission_users where user_id = $1'],
    [
      'the permission is for other runs now',
      `update users_object_permission set constraints = '{"status": "failed"}' where id in
         (select object_permission_id from users_object_permission_users where user_id = $1)`,
    ],
  ])('%s', async (_, sql) => {
    const { client, id, ended } = await watch();
    const over = new AbortController();
    const reading = ended.finally(() => over.abort());

    await test.pool.query(sql, [client.user.id]);
    for (let seq = 1; !over.signal.aborted; seq++) {
      await log(id, seq, seq); // a run that goes on wakes the stream
      await delay(100);
    }

    expect(await reading).not.toContain('event: end');
  });
});

it('is refused for a run that the user may not see', async () => {
  const id = await start();
  const stranger = await test.addClient('stream-stranger');
  const answer = await stranger.get(`/api/extras/job-results/${id}/logs/stream/`);

  expect(answer.status).toBe(404);
});
