import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Client, type TestApp } from '../../testing/rest/test-app.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}
class Other extends Job {
  override async run(): Promise<void> {}
}

let test: TestApp;
let plain: Client;
let stranger: Client;
beforeAll(async () => {
  test = await createTestApp();
  await test.addJob(Report);
  await test.addJob(Other);
  const mayRun = [{ objectTypes: ['extras.job'], actions: ['run', 'view'] }];
  plain = await test.addClient('plain', mayRun);
  stranger = await test.addClient('stranger', mayRun);
});
afterAll(() => test[Symbol.asyncDispose]());

async function start(client: Client, name = 'Report'): Promise<string> {
  const answer = await client.send('POST', `/api/extras/jobs/local/${name.toLowerCase()}/${name}/run/`);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.job_result.id;
}

async function insertLog(
  id: string,
  entries: readonly (readonly [group: string, level: string, message: string])[],
): Promise<void> {
  await test.pool.query(
    `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
     select $1, row_number() over (), now(), grouping, level, message
     from unnest($2::text[], $3::text[], $4::text[]) as entry (grouping, level, message)`,
    [id, entries.map(([group]) => group), entries.map(([, level]) => level), entries.map(([, , message]) => message)],
  );
}

async function finish(id: string, status = 'completed'): Promise<void> {
  await test.pool.query(
    `update extras_job_result set status = $2, started = now() - interval '2 s', completed = now(), output = '"done"' where id = $1`,
    [id, status],
  );
}

describe('the list of runs', () => {
  it('is newest first, without input and output, and filtered by job, status, user and time', async () => {
    const first = await start(test.admin);
    const second = await start(plain, 'Other');
    await finish(first);
    const idsOf = async (query: string): Promise<string[]> => {
      const { body } = await test.admin.get(`/api/extras/job-results/?${query}`);
      return body.results.map((result: { id: string }) => result.id);
    };

    const { body } = await test.admin.get('/api/extras/job-results/');

    expect(await idsOf('')).toEqual([second, first]);
    expect(body.results[1]).toMatchObject({ status: { value: 'completed', label: 'Completed' }, duration_ms: 2000 });
    expect(body.results[1]).not.toHaveProperty('output');
    expect(await idsOf('job=local/report/Report')).toEqual([first]);
    expect(await idsOf(`job=${body.results[0].job.id}`)).toEqual([second]);
    expect(await idsOf('status=completed&status=failed')).toEqual([first]);
    expect(await idsOf('user=plain')).toEqual([second]);
    expect(await idsOf('created__gte=2999-01-01')).toEqual([]);
    expect((await test.admin.get('/api/extras/job-results/?status=done')).status).toBe(400);
  });

  it('shows to plain users their own runs only', async () => {
    const own = await start(stranger);
    const { body } = await stranger.get('/api/extras/job-results/');
    const other = await plain.get(`/api/extras/job-results/${own}/`);

    expect(body.results.map((result: { id: string }) => result.id)).toEqual([own]);
    expect(other.status).toBe(404);
  });
});

describe('the log', () => {
  it('acceptance 36: counts per group and level in order of first appearance; log and logDebug do not count', async () => {
    const id = await start(test.admin);
    await insertLog(id, [
      ['run', 'default', 'not counted'],
      ['run', 'info', 'one'],
      ['testB', 'success', 'two'],
      ['testA', 'failure', 'three'],
      ['run', 'debug', 'not counted'],
      ['postRun', 'warning', 'four'],
      ['testB', 'success', 'five'],
    ]);

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/logs/`);

    expect(body.count).toBe(7);
    expect(body.results.map((entry: { seq: number }) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    expect(body.summary).toEqual({
      groups: [
        { group: 'run', success: 0, info: 1, warning: 0, failure: 0 },
        { group: 'testB', success: 2, info: 0, warning: 0, failure: 0 },
        { group: 'testA', success: 0, info: 0, warning: 0, failure: 1 },
        { group: 'postRun', success: 0, info: 0, warning: 1, failure: 0 },
      ],
      total: 5,
    });
  });

  it('acceptance 37: an entry keeps the display and address of its object', async () => {
    const id = await start(test.admin);
    await test.pool.query(
      `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message, object_model, object_id, object_display)
       values ($1, 1, now(), 'run', 'success', '', 'net.site', 'e5d1f0a0-0000-7000-8000-000000000000', 'Amsterdam')`,
      [id],
    );

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/logs/`);

    expect(body.results[0]).toMatchObject({
      message: '',
      object: {
        model: 'net.site',
        display: 'Amsterdam',
        url: 'http://localhost/api/net/sites/e5d1f0a0-0000-7000-8000-000000000000/',
      },
    });
  });

  it('is filtered by level, group and text, and begins behind a sequence number', async () => {
    const id = await start(test.admin);
    await insertLog(id, [
      ['run', 'info', 'alpha 100%'],
      ['run', 'failure', 'beta'],
      ['testA', 'failure', 'ALPHA'],
    ]);
    const seqs = async (query: string): Promise<number[]> => {
      const { body } = await test.admin.get(`/api/extras/job-results/${id}/logs/?${query}`);
      return body.results.map((entry: { seq: number }) => entry.seq);
    };

    expect(await seqs('level=failure')).toEqual([2, 3]);
    expect(await seqs('level=failure&level=info&group=run')).toEqual([1, 2]);
    expect(await seqs('q=alpha')).toEqual([1, 3]);
    expect(await seqs('q=0%25')).toEqual([1]);
    expect(await seqs('after=2')).toEqual([3]);
    expect(await seqs('limit=1&offset=1')).toEqual([2]);
  });

  it('acceptance 38: ten thousand entries come in pages, while the run goes on', async () => {
    const id = await start(test.admin);
    await test.pool.query(
      `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
       select $1, n, now(), 'run', 'info', 'entry ' || n from generate_series(1, 10000) as n`,
      [id],
    );

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/logs/?limit=0&offset=9500`);

    expect(body.count).toBe(10_000);
    expect(body.results).toHaveLength(500);
    expect(body.results[499]).toMatchObject({ seq: 10_000, message: 'entry 10000' });
    expect(body.previous).toContain('offset=8500');
  });

  it('counts entries also in the detail of a run that goes on', async () => {
    const id = await start(test.admin);
    await insertLog(id, [['run', 'info', 'one']]);
    await test.pool.query(`update extras_job_result set status = 'running', started = now() where id = $1`, [id]);

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/`);

    expect(body.log_summary).toEqual({
      groups: [{ group: 'run', success: 0, info: 1, warning: 0, failure: 0 }],
      total: 1,
    });
  });
});

describe('the change list', () => {
  it('names the objects that fields refer to, also those that only the list knows', async () => {
    const id = await start(test.admin);
    const { body: region } = await test.admin.send('POST', '/api/net/regions/', { name: 'Names', slug: 'names' });
    const planned = '01920000-0000-7000-8000-00000000000a';
    await test.pool.query(
      `insert into extras_change_entry (job_result_id, seq, action, model, object_id, display, fields)
       values ($1, 1, 'create', 'net.site', $2, 'Planned', jsonb_build_object('region_id', jsonb_build_object('after', $3::text))),
              ($1, 2, 'create', 'net.device', 'x', 'sw1', jsonb_build_object('site_id', jsonb_build_object('after', $2::text)))`,
      [id, planned, region.id],
    );

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/changes/`);

    expect(body.results.map(({ names }: { names: object }) => names)).toEqual([
      { [region.id]: 'Names' },
      { [planned]: 'Planned' },
    ]);
  });

  it('comes in pages, by model, action and text, with counts over the whole', async () => {
    const id = await start(test.admin);
    await test.pool.query(
      `insert into extras_change_entry (job_result_id, seq, action, model, object_id, display, fields)
       values ($1, 1, 'create', 'net.site', 'a', 'Amsterdam', '{"name": {"after": "Amsterdam"}}'),
              ($1, 2, 'update', 'net.site', 'b', 'Berlin', '{"name": {"before": "B", "after": "Berlin"}}'),
              ($1, 3, 'create', 'net.device', 'c', 'Berlin sw1', '{}')`,
      [id],
    );
    const displays = async (query: string): Promise<string[]> => {
      const { body } = await test.admin.get(`/api/extras/job-results/${id}/changes/?${query}`);
      return body.results.map((change: { display: string }) => change.display);
    };

    const { body } = await test.admin.get(`/api/extras/job-results/${id}/changes/?limit=2`);

    expect(body).toMatchObject({
      count: 3,
      next: `http://localhost/api/extras/job-results/${id}/changes/?limit=2&offset=2`,
      summary: [
        { model: 'net.device', action: 'create', count: 1 },
        { model: 'net.site', action: 'create', count: 1 },
        { model: 'net.site', action: 'update', count: 1 },
      ],
    });
    expect(body.results[1]).toMatchObject({
      seq: 2,
      phase: 'run',
      action: 'update',
      url: 'http://localhost/api/net/sites/b/',
      fields: { name: { before: 'B', after: 'Berlin' } },
    });
    expect(await displays('model=net.site')).toEqual(['Amsterdam', 'Berlin']);
    expect(await displays('action=create')).toEqual(['Amsterdam', 'Berlin sw1']);
    expect(await displays('q=berlin')).toEqual(['Berlin', 'Berlin sw1']);
    expect(await displays('object_id=c')).toEqual(['Berlin sw1']);
  });
});

describe('cancel', () => {
  it('acceptance 44: whoever started a run may cancel it; who and when is recorded', async () => {
    const id = await start(plain);

    const answer = await plain.send('POST', `/api/extras/job-results/${id}/cancel/`);

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ status: { value: 'canceled' }, cancel_requested_by: 'plain' });
    expect(answer.body.cancel_requested).toMatch(/^\d{4}-/);
  });

  it('acceptance 44: a run that is over is 409, another plain user gets 403, an unknown run is 404', async () => {
    const over = await start(plain);
    await finish(over);
    const running = await start(plain);

    const late = await plain.send('POST', `/api/extras/job-results/${over}/cancel/`);
    const other = await stranger.send('POST', `/api/extras/job-results/${running}/cancel/`);
    const unknown = await plain.send('POST', '/api/extras/job-results/00000000-0000-7000-8000-000000000000/cancel/');
    const byAdmin = await test.admin.send('POST', `/api/extras/job-results/${running}/cancel/`);

    expect([late.status, other.status, unknown.status, byAdmin.status]).toEqual([409, 403, 404, 200]);
    expect(late.body.code).toBe('JOBWRIGHT_RUN_FINISHED');
    expect(byAdmin.body.cancel_requested_by).toBe('admin');
  });
});
