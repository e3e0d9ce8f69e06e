import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Client, type TestApp } from '../../testing/rest/test-app.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}

let test: TestApp;
let stranger: Client;
const ids: string[] = [];
beforeAll(async () => {
  test = await createTestApp();
  await test.addJob(Report);
  stranger = await test.addClient('stranger', [{ objectTypes: ['extras.job'], actions: ['run', 'view'] }]);
  for (let run = 0; run < 3; run++) {
    const { body } = await test.admin.send('POST', '/api/extras/jobs/local/report/Report/run/');
    ids.push(body.job_result.id);
  }
  const end = `update extras_job_result set status = $2, created = now() - $3::interval, started = now() - interval '2 h',
    completed = now() - interval '2 h' + $4::interval where id = $1`;
  await test.pool.query(end, [ids[0], 'completed', '1 h', '1 s']);
  await test.pool.query(end, [ids[1], 'failed', '1 h', '3 s']);
  await test.pool.query(end, [ids[2], 'completed', '30 h', '9 s']);
});
afterAll(() => test[Symbol.asyncDispose]());

describe('the timeline of runs', () => {
  it('counts by status and tells durations, for the hours asked for', async () => {
    const { body, status } = await test.admin.get('/api/extras/job-results/timeline/?hours=24&buckets=1');

    expect(status).toBe(200);
    expect(body).toMatchObject({
      bucket_seconds: 86_400,
      buckets: [{ counts: { completed: 1, failed: 1 }, median_duration_ms: 2000, max_duration_ms: 3000 }],
    });
  });

  it('shows to plain users their own runs only', async () => {
    const { body } = await stranger.get('/api/extras/job-results/timeline/');

    expect(body.buckets).toEqual([]);
  });

  it('refuses spans that it does not keep', async () => {
    expect((await test.admin.get('/api/extras/job-results/timeline/?hours=0')).status).toBe(400);
    expect((await test.admin.get('/api/extras/job-results/timeline/?buckets=1000')).status).toBe(400);
  });
});

describe('counting runs up to a limit', () => {
  it('stops at the limit and says that there are more', async () => {
    const limited = await test.admin.get('/api/extras/job-results/?count_limit=2&limit=1');
    const enough = await test.admin.get('/api/extras/job-results/?count_limit=3');

    expect(limited.body).toMatchObject({ count: 2, count_exceeded: true });
    expect(enough.body.count).toBe(3);
    expect(enough.body).not.toHaveProperty('count_exceeded');
  });

  it('refuses a limit that is none', async () => {
    const { body, status } = await test.admin.get('/api/extras/job-results/?count_limit=many');

    expect({ body, status }).toEqual({
      status: 400,
      body: { count_limit: ['Must be a number from 1 to 1000000.'] },
    });
  });
});

describe('the source of a run', () => {
  it('is the text that its author wrote', async () => {
    const map = { version: 3, sources: ['report.ts'], sourcesContent: ['export class Report {}'], mappings: '' };
    await test.pool.query(
      `insert into extras_job_bundle (digest, code, source_map, inputs, data_files, created)
       values ('d1', '', $1, '[]', '{}', now())`,
      [JSON.stringify(map)],
    );
    await test.pool.query(`update extras_job_result set bundle_digest = 'd1' where id = $1`, [ids[0]]);

    const { body } = await test.admin.get(`/api/extras/job-results/${ids[0]}/source/`);

    expect(body).toEqual({ files: [{ path: 'report.ts', content: 'export class Report {}' }] });
  });

  it('is hidden from those who may not see the run', async () => {
    expect((await stranger.get(`/api/extras/job-results/${ids[0]}/source/`)).status).toBe(404);
  });

  it('is hidden from those who may run the job and not view it', async () => {
    const runner = await test.addClient('runner', [{ objectTypes: ['extras.job'], actions: ['run'] }]);
    const viewerOfOthers = await test.addClient('viewer', [
      { objectTypes: ['extras.job'], actions: ['run'] },
      { objectTypes: ['extras.job'], actions: ['view'], constraints: { name: 'Other' } },
    ]);
    const statuses: number[] = [];
    for (const client of [runner, viewerOfOthers, stranger]) {
      const { body } = await client.send('POST', '/api/extras/jobs/local/report/Report/run/');
      statuses.push((await client.get(`${new URL(body.job_result.url).pathname}source/`)).status);
    }

    expect(statuses).toEqual([403, 404, 200]);
  });
});
