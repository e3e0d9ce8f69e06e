import { IntegerVar, Job, ObjectVar, StringVar, FileVar, type JobMeta } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestSite } from '../../testing/rest/network-plugin.ts';
import { createTestApp, type Answer, type Client, type TestApp } from '../../testing/rest/test-app.ts';
import { createModelCatalog } from '../models/create-model-catalog.ts';
import { fireSchedule } from './fire-schedule.ts';

class Report extends Job {
  static override meta: JobMeta = { commitDefault: false };
  site = ObjectVar({ model: TestSite, required: false });
  days = IntegerVar({ default: 7, minValue: 1 });

  override async run(): Promise<void> {}
}

class Secret extends Job {
  password = StringVar({ sensitive: true, required: false });
  file = FileVar({ required: false });

  override async run(): Promise<void> {}
}

class Single extends Job {
  static override meta: JobMeta = { singleton: true, onConflict: 'refuse' };

  override async run(): Promise<void> {}
}

const inTheFuture = '2090-01-01T10:00:00Z';

let test: TestApp;
let operator: Client;
let siteId: string;
beforeAll(async () => {
  test = await createTestApp();
  for (const job of [Report, Secret, Single]) await test.addJob(job);
  const region = (await test.admin.send('POST', '/api/net/regions/', { name: 'EMEA', slug: 'emea' })).body.id;
  siteId = (
    await test.admin.send('POST', '/api/net/sites/', { name: 'Amsterdam', slug: 'ams', region, status: 'active' })
  ).body.id;
  operator = await test.addClient('operator', [{ objectTypes: ['extras.job', 'net.site'], actions: ['run', 'view'] }]);
});
afterAll(() => test[Symbol.asyncDispose]());

const ask = (client: Client, className: string, body: object): Promise<Answer> =>
  client.send('POST', `/api/extras/jobs/local/${className.toLowerCase()}/${className}/run/`, body);

async function schedule(client: Client, className = 'Report', more: object = {}): Promise<{ readonly id: string }> {
  const answer = await ask(client, className, { schedule: { interval: 'daily', start_time: inTheFuture }, ...more });
  expect(answer.status).toBe(201);
  return answer.body.schedule;
}

const show = async (id: string): Promise<Answer['body']> =>
  (await test.admin.get(`/api/extras/scheduled-jobs/${id}/`)).body;

/** As the queue does when the time has come. */
async function fire(id: string): Promise<void> {
  await test.pool.query(`update extras_scheduled_job set next_run = now() - interval '1 second' where id = $1`, [id]);
  const { database } = test;
  await fireSchedule({ database, catalog: createModelCatalog(database), em: () => database.orm.em.fork() }, id);
}

async function countQueued(id: string): Promise<number> {
  const { rows } = await test.pool.query<{ count: number }>(
    `select count(*)::int as count from graphile_worker.jobs where key = $1`,
    [`schedule:${id}`],
  );
  return rows[0]?.count ?? 0;
}

const countRuns = async (): Promise<number> => (await test.admin.get('/api/extras/job-results/')).body.count;

describe('asking for a schedule', () => {
  it('keeps input, commit and times, and runs nothing yet', async () => {
    const before = await countRuns();

    const answer = await ask(operator, 'Report', {
      data: { site: { slug: 'ams' } },
      schedule: {
        name: 'Each morning',
        interval: 'daily',
        start_time: '2090-07-01T10:00',
        time_zone: 'Europe/Amsterdam',
      },
    });

    expect(answer.status).toBe(201);
    expect(answer.body.job_result).toBeNull();
    expect(answer.body.schedule).toMatchObject({
      name: 'Each morning',
      job: { display: 'Report' },
      job_path: 'local/report/Report',
      data: { site: siteId, days: 7 },
      commit: false,
      user: { display: 'operator' },
      interval: 'daily',
      time_zone: 'Europe/Amsterdam',
      next_run: '2090-07-01T08:00:00.000Z',
      last_run: null,
      total_run_count: 0,
    });
    expect(await countRuns()).toBe(before);
    expect(await countQueued(answer.body.schedule.id)).toBe(1);
  });

  it('acceptance 46: is refused with the field that is wrong, and keeps nothing', async () => {
    const { count: before } = (await test.admin.get('/api/extras/scheduled-jobs/')).body;
    const refused = async (value: unknown): Promise<Answer['body']> => {
      const answer = await ask(operator, 'Report', { schedule: value });
      expect(answer.status).toBe(400);
      return answer.body;
    };

    expect(await refused({ interval: 'future', start_time: '2001-01-01T00:00:00Z' })).toEqual({
      start_time: ['The start time must be in the future.'],
    });
    expect(await refused({ interval: 'custom', crontab: 'whenever' })).toEqual({
      crontab: [expect.stringContaining('This is no crontab.')],
    });
    expect(await refused({ interval: 'often' })).toEqual({ interval: [expect.stringContaining('Must be one of')] });
    expect(await refused({ interval: 'daily', start_time: inTheFuture, cron: '* * * * *' })).toEqual({
      cron: ['There is no such field in a schedule.'],
    });
    expect(await refused('daily')).toEqual({ schedule: [expect.stringContaining('Must be an object')] });
    expect((await test.admin.get('/api/extras/scheduled-jobs/')).body.count).toBe(before);
  });

  it('checks the input first, as a run at once does', async () => {
    const answer = await ask(operator, 'Report', {
      data: { days: 0 },
      schedule: { interval: 'daily', start_time: inTheFuture },
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ days: [expect.any(String)] });
  });

  it('refuses sensitive values: they are never stored', async () => {
    const answer = await ask(operator, 'Secret', {
      data: { password: 'hunter2hunter2' },
      schedule: { interval: 'daily', start_time: inTheFuture },
    });

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ password: [expect.stringContaining('never stored')] });
  });

  it('takes a form as well, and refuses files in it', async () => {
    const form = new FormData();
    form.set('_schedule_interval', 'custom');
    form.set('_schedule_crontab', '0 10 * * MON');
    const send = async (body: FormData): Promise<Answer> => {
      const encoded = new Response(body);
      return test.inject({
        method: 'POST',
        url: '/api/extras/jobs/local/secret/Secret/run/',
        headers: {
          authorization: `Token ${operator.key}`,
          'content-type': encoded.headers.get('content-type') ?? '',
        },
        payload: Buffer.from(await encoded.arrayBuffer()),
      });
    };

    const made = await send(form);
    form.set('file', new Blob(['data']), 'data.csv');
    const refused = await send(form);

    expect(made.status).toBe(201);
    expect(made.body.schedule).toMatchObject({ interval: 'custom', crontab: '0 10 * * MON' });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual({ file: [expect.stringContaining('cannot be scheduled')] });
    const { rows } = await test.pool.query('select from extras_uploaded_file');
    expect(rows).toHaveLength(0);
  });

  it('with the interval "immediately" is a run at once', async () => {
    const answer = await ask(operator, 'Report', { schedule: { interval: 'immediately' } });

    expect(answer.status).toBe(201);
    expect(answer.body.schedule).toBeNull();
    expect(answer.body.job_result.status.value).toBe('pending');
  });
});

describe('when its time comes', () => {
  it('makes one run as its user, however often it is called, and queues the next', async () => {
    const { id } = await schedule(operator, 'Report', { data: { days: 3 }, commit: true });

    await fire(id);
    const { database } = test;
    await fireSchedule({ database, catalog: createModelCatalog(database), em: () => database.orm.em.fork() }, id);

    const shown = await show(id);
    expect(shown).toMatchObject({ total_run_count: 1, last_problem: null, next_run: '2090-01-01T10:00:00.000Z' });
    expect(await countQueued(id)).toBe(1);
    const result = (await operator.get(`/api/extras/job-results/${shown.last_result.id}/`)).body;
    expect(result).toMatchObject({
      commit: true,
      data: { days: 3 },
      user_name: 'operator',
      status: { value: 'pending' },
    });
    const { rows } = await test.pool.query(`select request from extras_job_result where id = $1`, [result.id]);
    expect(rows[0].request).toMatchObject({ origin: 'schedule', user: { username: 'operator' } });
  });

  it('runs once when it was for one time', async () => {
    const { id } = await schedule(operator, 'Report', { schedule: { interval: 'future', start_time: inTheFuture } });
    await test.pool.query(`update extras_scheduled_job set start_time = now() - interval '1 second' where id = $1`, [
      id,
    ]);

    await fire(id);

    expect(await show(id)).toMatchObject({ total_run_count: 1, next_run: null });
    expect(await countQueued(id)).toBe(0);
  });

  it('asks for the permissions and the state of then, and goes on after a refusal', async () => {
    const guest = await test.addClient('guest', [{ objectTypes: ['extras.job'], actions: ['run'] }]);
    const { id } = await schedule(guest);
    const problem = async (): Promise<string> => {
      await fire(id);
      const { last_problem: found, next_run: next } = await show(id);
      expect(next).toBe('2090-01-01T10:00:00.000Z');
      return found?.code;
    };

    await test.pool.query('update extras_job set enabled = false');
    expect(await problem()).toBe('JOBWRIGHT_JOB_DISABLED');
    await test.pool.query('update extras_job set enabled = true, installed = false');
    expect(await problem()).toBe('JOBWRIGHT_JOB_NOT_INSTALLED');
    await test.pool.query('update extras_job set installed = true');
    await test.pool.query(`update users_object_permission set enabled = false where name like 'guest%'`);
    expect(await problem()).toBe('JOBWRIGHT_PERMISSION_DENIED');
    await test.pool.query(`update users_user set is_active = false where username = 'guest'`);
    expect(await problem()).toBe('JOBWRIGHT_SCHEDULE_ORPHANED');
    await test.pool.query(`update users_user set is_active = true where username = 'guest'`);
    await test.pool.query(`update users_object_permission set enabled = true where name like 'guest%'`);
    expect(await problem()).toBeUndefined();
    const refusals = await test.admin.get(`/api/extras/audit-events/?action=run.refused&user_name=guest`);
    expect(refusals.body.count).toBe(4);
  });

  it('says which object is gone', async () => {
    const site = (
      await test.admin.send('POST', '/api/net/sites/', {
        name: 'Gone',
        slug: 'gone',
        region: (await test.admin.get('/api/net/regions/')).body.results[0].id,
        status: 'active',
      })
    ).body.id;
    const { id } = await schedule(test.admin, 'Report', { data: { site } });
    await test.admin.send('DELETE', `/api/net/sites/${site}/`);

    await fire(id);

    expect((await show(id)).last_problem).toEqual({
      code: 'JOBWRIGHT_INPUT_INVALID',
      message: expect.stringContaining('site:'),
    });
  });

  it('leaves a job alone of which only one run may exist', async () => {
    const { id } = await schedule(operator, 'Single');
    await ask(operator, 'Single', {});

    await fire(id);

    expect((await show(id)).last_problem.code).toBe('JOBWRIGHT_JOB_ALREADY_RUNNING');
  });
});

describe('schedules that exist', () => {
  it('are shown to whom they belong, and to those who may view them', async () => {
    const other = await test.addClient('other', [{ objectTypes: ['extras.job'], actions: ['run'] }]);
    const auditor = await test.addClient('auditor', [
      { objectTypes: ['extras.scheduledjob'], actions: ['view'], constraints: { user_name: 'operator' } },
    ]);
    const { id } = await schedule(operator);
    const { id: hidden } = await schedule(test.admin);

    expect((await other.get(`/api/extras/scheduled-jobs/${id}/`)).status).toBe(404);
    expect((await other.send('DELETE', `/api/extras/scheduled-jobs/${id}/`)).status).toBe(404);
    expect((await auditor.get(`/api/extras/scheduled-jobs/${id}/`)).status).toBe(200);
    expect((await auditor.get(`/api/extras/scheduled-jobs/${hidden}/`)).status).toBe(404);
    expect((await auditor.send('PATCH', `/api/extras/scheduled-jobs/${id}/`, { enabled: false })).status).toBe(404);
    expect((await other.get('/api/extras/scheduled-jobs/')).body.count).toBe(0);
    expect((await auditor.get('/api/extras/scheduled-jobs/?job_path__isw=local/report')).body.count).toBeGreaterThan(0);
  });

  it('are disabled, enabled and moved, and leave a record', async () => {
    const { id } = await schedule(operator);
    const patch = (body: object): Promise<Answer> => operator.send('PATCH', `/api/extras/scheduled-jobs/${id}/`, body);

    expect((await patch({ enabled: false })).body).toMatchObject({ enabled: false, next_run: null });
    expect(await countQueued(id)).toBe(0);
    expect((await patch({ enabled: true })).body).toMatchObject({
      enabled: true,
      next_run: '2090-01-01T10:00:00.000Z',
    });
    expect(await countQueued(id)).toBe(1);
    expect(
      (await patch({ interval: 'custom', crontab: '0 12 1 1 *', start_time: null, name: 'New year' })).body,
    ).toMatchObject({
      name: 'New year',
      interval: 'custom',
      next_run: expect.stringMatching(/-01-01T12:00:00.000Z$/),
    });
    expect((await patch({ crontab: 'nonsense' })).status).toBe(400);
    expect((await patch({ data: {} })).status).toBe(400);
    const events = await test.admin.get(`/api/extras/audit-events/?object_id=${id}&action=schedule.changed`);
    expect(events.body.count).toBe(3);
  });

  it('are deleted with what waits in the queue, while the results stay', async () => {
    const { id } = await schedule(operator);
    await fire(id);
    const { last_result: result } = await show(id);

    const answer = await operator.send('DELETE', `/api/extras/scheduled-jobs/${id}/`);

    expect(answer.status).toBe(204);
    expect(await countQueued(id)).toBe(0);
    expect((await operator.get(`/api/extras/job-results/${result.id}/`)).status).toBe(200);
  });
});
