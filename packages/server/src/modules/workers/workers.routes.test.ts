import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';
import { registerWorker, type WorkerRegistration } from '../../worker/worker-registration.ts';

let test: TestApp;
let worker: WorkerRegistration;

beforeAll(async () => {
  test = await createTestApp();
  worker = await registerWorker({ url: test.database.url, slots: 3, version: '1.2.3' }, () => Promise.resolve('queue'));
});
afterAll(async () => {
  await worker[Symbol.asyncDispose]();
  await test[Symbol.asyncDispose]();
});

it('shows the workers that live, what they run, and what waits', async () => {
  await test.pool.query(
    `insert into extras_worker (hostname, pid, slots, version, started) values ('dead', 1, 1, '0', now())`,
  );
  await test.pool.query(
    `insert into extras_job_result
       (id, created, last_updated, job_path, job_name, status, commit, input, user_name, request_id, request, started, worker_id)
     select gen_random_uuid(), now() - interval '2 seconds', now(), 'local/a/A', name, status, false, '{}', 'admin',
       gen_random_uuid(), '{}', started, worker
     from (values ('Runs', 'running', now() - interval '1 second', $1::int), ('Waits', 'pending', null, null))
       as run (name, status, started, worker)`,
    [worker.number],
  );

  const { status, body } = await test.admin.get('/api/extras/workers/');

  expect(status).toBe(200);
  expect(body.workers).toEqual([
    expect.objectContaining({ number: worker.number, slots: 3, version: '1.2.3', pid: process.pid }),
  ]);
  expect(body.workers[0].running).toEqual([expect.objectContaining({ display: 'Runs' })]);
  expect(body.queue).toMatchObject({ pending: 1, running: 1, median_wait_ms: 1000 });
  expect(Date.parse(body.queue.oldest_pending)).toBeLessThan(Date.now());
});

it('asks for a permission', async () => {
  const nobody = await test.addClient('nobody');
  const operator = await test.addClient('operator', [{ objectTypes: ['extras.jobresult'], actions: ['view'] }]);

  expect((await nobody.get('/api/extras/workers/')).status).toBe(403);
  expect((await operator.get('/api/extras/workers/')).status).toBe(200);
});
