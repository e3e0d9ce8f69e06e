import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}

let test: TestApp;
let id: string;
beforeAll(async () => {
  test = await createTestApp();
  await test.addJob(Report);
  const { body } = await test.admin.send('POST', '/api/extras/jobs/local/report/Report/run/');
  id = body.job_result.id;
  await test.pool.query(
    `insert into extras_effect
       (job_result_id, seq, phase, time, method, url, header_names, sent, status, request_bytes, response_bytes, duration_ms, error)
     values ($1, 1, 'run', '2026-01-02T03:04:05.678Z', 'GET', 'https://api.example.com/devices?limit=50', '{accept}', true, 200, 0, 512, 12, null),
            ($1, 2, 'run', now(), 'POST', 'https://api.example.com/devices', '{}', false, null, 7, null, null, null),
            ($1, 3, 'postRun', now(), 'GET', 'https://other.example/', '{}', false, null, 0, null, null, 'JOBWRIGHT_EGRESS_DENIED')`,
    [id],
  );
});
afterAll(() => test[Symbol.asyncDispose]());

it('lists the requests of a run in order, with counts over the whole', async () => {
  const { body } = await test.admin.get(`/api/extras/job-results/${id}/effects/?limit=2`);

  expect(body).toMatchObject({
    count: 3,
    next: `http://localhost/api/extras/job-results/${id}/effects/?limit=2&offset=2`,
    summary: { sent: 1, not_sent: 2 },
  });
  expect(body.results[0]).toEqual({
    seq: 1,
    phase: 'run',
    time: '2026-01-02T03:04:05.678Z',
    method: 'GET',
    url: 'https://api.example.com/devices?limit=50',
    header_names: ['accept'],
    sent: true,
    status: 200,
    request_bytes: 0,
    response_bytes: 512,
    duration_ms: 12,
    error: null,
  });
  expect(body.results[1]).toMatchObject({ sent: false, status: null, response_bytes: null, error: null });
});

it.each([
  ['sent=false', [2, 3]],
  ['sent=true', [1]],
  ['method=POST', [2]],
  ['method=POST&method=GET&q=OTHER', [3]],
  ['q=%25', []],
])('filters them by %s', async (query, expected) => {
  const { body } = await test.admin.get(`/api/extras/job-results/${id}/effects/?${query}`);

  expect(body.results.map(({ seq }: { readonly seq: number }) => seq)).toEqual(expected);
});

it('are counted with the run, and refused to others like the run itself', async () => {
  const stranger = await test.addClient('stranger', []);

  const { body } = await test.admin.get(`/api/extras/job-results/${id}/`);

  expect(body).toMatchObject({
    effect_count: 3,
    effects_url: `http://localhost/api/extras/job-results/${id}/effects/`,
  });
  expect(await stranger.get(`/api/extras/job-results/${id}/effects/`)).toMatchObject({ status: 404 });
});
