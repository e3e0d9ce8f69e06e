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

describe('the methods of a log', () => {
  const groupsUrl = (query = ''): string => `/api/extras/job-results/${ids[0]}/logs/groups/${query}`;
  const addEntries = (id: string | undefined, entries: readonly (readonly string[])[]) =>
    test.pool.query(
      `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message, object_display)
       select $1, (entry ->> 0)::int, now(), entry ->> 1, entry ->> 2, entry ->> 3, entry ->> 4
       from jsonb_array_elements($2) as entry`,
      [id, JSON.stringify(entries)],
    );
  beforeAll(() =>
    addEntries(ids[0], [
      ['1', 'run', 'debug', 'look'],
      ['2', 'testB', 'info', 'hello'],
      ['3', 'testA', 'failure', 'broken', 'Oslo'],
      ['7', 'run', 'info', 'oslo is done'],
    ]),
  );

  it('are counted by level, each level among them, in order of first appearance', async () => {
    const { body, status } = await test.admin.get(groupsUrl());

    expect(status).toBe(200);
    expect(body).toEqual({
      complete: true,
      last_seq: 7,
      groups: [
        { group: 'run', counts: { debug: 1, info: 1 }, matching: 2 },
        { group: 'testB', counts: { info: 1 }, matching: 1 },
        { group: 'testA', counts: { failure: 1 }, matching: 1 },
      ],
    });
  });

  it('say how many entries a filter lets through, and count all the same', async () => {
    const matching = async (query: string): Promise<readonly number[]> => {
      const { body } = await test.admin.get(groupsUrl(query));
      expect(body.groups.map(({ group }: { group: string }) => group)).toEqual(['run', 'testB', 'testA']);
      return body.groups.map((group: { matching: number }) => group.matching);
    };

    expect(await matching('?level=info')).toEqual([1, 1, 0]);
    expect(await matching('?level=info&level=debug')).toEqual([2, 1, 0]);
    expect(await matching('?q=OSLO')).toEqual([1, 0, 1]);
    expect(await matching('?q=oslo&level=failure')).toEqual([0, 0, 1]);
  });

  it('are not complete while the run goes on, and are out of sight with the run', async () => {
    await test.pool.query(`update extras_job_result set status = 'running' where id = $1`, [ids[2]]);

    const { body } = await test.admin.get(`/api/extras/job-results/${ids[2]}/logs/groups/`);

    expect(body).toEqual({ complete: false, last_seq: 0, groups: [] });
    expect((await stranger.get(groupsUrl())).status).toBe(404);
  });
});
