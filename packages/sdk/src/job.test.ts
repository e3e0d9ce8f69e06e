import { defineEntity, MikroORM, p } from '@mikro-orm/core';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { baseProperties } from './base-properties.ts';
import { AbortJob, JobNotRunningError, ModelUnknownError, ValidationError } from './errors.ts';
import { attachJobContext, type JobContext, type JobLogEntry, type JobProgress } from './internal/job-context.ts';
import { ModelRegistry } from './internal/model-registry.ts';
import { Job } from './job.ts';
import type { JobRequest, JobResultInfo } from './job-request.ts';
import { defineModel } from './model.ts';
import { validatedSave } from './validation/validated-save.ts';

const SiteSchema = defineEntity({ name: 'Site', properties: { ...baseProperties, name: p.string().length(5) } });
class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);
const siteModel = defineModel(Site, { app: 'dcim', display: 'Site {name}' });

class Example extends Job {}

const request: JobRequest = {
  id: 'r1',
  user: { id: 'u1', username: 'ann', email: 'ann@example.com', isSuperuser: false },
  clientIp: '192.0.2.1',
  headers: {},
  origin: 'api',
};
const result: JobResultInfo = {
  id: 'j1',
  jobPath: 'local/example/Example',
  status: 'running',
  created: '2026-11-23T10:00:00Z',
  commit: true,
};

let orm: MikroORM;
beforeAll(() => {
  orm = new MikroORM({ entities: [Site], driver: PostgreSqlDriver, dbName: 'none' });
});
afterAll(() => orm.close());

function start() {
  const job = new Example();
  const entries: JobLogEntry[] = [];
  const steps: JobProgress[] = [];
  const files: string[] = [];
  const state = { failed: false };
  const em = orm.em.fork();
  const models = new ModelRegistry([siteModel]);
  const context: JobContext = {
    em,
    request,
    models,
    validatedSave: (entities) => validatedSave(entities, { em, models }),
    get failed() {
      return state.failed;
    },
    result,
    log: (entry) => entries.push(entry),
    progress: (progress) => steps.push(progress),
    loadFile: async (path, format) => {
      files.push(`${format} ${path}`);
      return { path };
    },
    readPluginSettings: async () => ({ maxHours: 12 }),
    readSecret: async (name) => `value of ${name}`,
  };
  attachJobContext(job, context);
  return { job, context, entries, steps, files, state };
}

describe('outside of a run', () => {
  test.each(['em', 'request', 'failed', 'result'] as const)('this.%s says where it works', (member) => {
    expect(() => new Example()[member]).toThrow(
      `"${member}" works during a run only. Use it in run, a test method or postRun, not in a field, a constructor or at the top level of a module.`,
    );
  });

  test('methods say so too', async () => {
    expect(() => new Example().logInfo('x')).toThrow(JobNotRunningError);
    expect(() => new Example().progress(1)).toThrow(JobNotRunningError);
    await expect(new Example().loadJson('x.json')).rejects.toThrow('"loadJson" works during a run only.');
    await expect(new Example().validatedSave([])).rejects.toThrow(JobNotRunningError);
  });
});

test('request, result and unit of work are those of the run; failed is read at each use', () => {
  const { job, context, state } = start();

  expect([job.em, job.request, job.result, job.failed]).toEqual([context.em, request, result, false]);
  state.failed = true;
  expect(job.failed).toBe(true);
});

test('the context is no property: neither fields nor serialization meet it', () => {
  expect(Reflect.ownKeys(start().job)).toEqual([]);
});

describe('logging', () => {
  test('each method has its level', () => {
    const { job, entries } = start();

    job.log('a');
    job.logDebug('b');
    job.logSuccess('c');
    job.logInfo('d');
    job.logWarning('e');
    job.logFailure('f');

    expect(entries).toEqual([
      { level: 'default', message: 'a' },
      { level: 'debug', message: 'b' },
      { level: 'success', message: 'c' },
      { level: 'info', message: 'd' },
      { level: 'warning', message: 'e' },
      { level: 'failure', message: 'f' },
    ]);
  });

  test('an object is kept as model, id and display line, with or without a message', () => {
    const { job, context, entries } = start();
    const site = context.em.create(Site, { id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'AMS01' });
    const object = { model: 'dcim.site', id: '01890a5d-ac96-774b-bcce-b302099a8057', display: 'Site AMS01' };

    job.logSuccess(site, 'Created');
    job.logSuccess(site);

    expect(entries).toEqual([
      { level: 'success', message: 'Created', object },
      { level: 'success', message: '', object },
    ]);
  });

  test('no object leaves the message', () => {
    const { job, entries } = start();

    job.logWarning(null, 'no device');
    job.logWarning(undefined, 'none');
    job.logWarning(null);

    expect(entries.map((entry) => entry.message)).toEqual(['no device', 'none', '']);
  });

  test('what is no text is shown as text, errors included', () => {
    const { job, entries } = start();

    job.log(3 as never);
    job.logInfo(true as never);
    job.logFailure(new TypeError('broken'));
    job.logFailure(null, { a: 1 } as never);

    expect(entries.map((entry) => entry.message)).toEqual(['3', 'true', 'TypeError: broken', '{"a":1}']);
  });

  test('an object of no model is an error that says so', () => {
    expect(() => start().job.logInfo({ name: 'x' }, 'message')).toThrow(ModelUnknownError);
  });
});

describe('progress', () => {
  test('is passed on', () => {
    const { job, steps } = start();

    job.progress(0);
    job.progress(3, 10, 'Checking');

    expect(steps).toEqual([{ current: 0 }, { current: 3, total: 10, message: 'Checking' }]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('%s is no number of steps', (current) => {
    expect(() => start().job.progress(current)).toThrow(RangeError);
    expect(() => start().job.progress(0, current)).toThrow(RangeError);
  });
});

test('files are loaded by path and format', async () => {
  const { job, files } = start();

  expect(await job.loadJson('data/a.json')).toEqual({ path: 'data/a.json' });
  await job.loadYaml('b.yaml');
  expect(files).toEqual(['json data/a.json', 'yaml b.yaml']);
});

test('a secret is asked for by its name', async () => {
  const { job } = start();

  expect(await job.secret('backup/key')).toBe('value of backup/key');
  expect(await job.pluginSettings()).toEqual({ maxHours: 12 });
});

describe('validatedSave', () => {
  test('hands valid objects to the unit of work, with an id from then on', async () => {
    const { job, context } = start();
    const first = Object.assign(new Site(), { name: 'AMS01' });
    const second = Object.assign(new Site(), { name: 'AMS02' });

    await job.validatedSave([first, second]);

    expect([...context.em.getUnitOfWork().getPersistStack()]).toEqual([first, second]);
    expect(first.id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(first.id < second.id).toBe(true);
  });

  test('an invalid object is refused and not handed over', async () => {
    const { job, context } = start();

    await expect(job.validatedSave(Object.assign(new Site(), { name: 'too long' }))).rejects.toThrow(
      new ValidationError({ name: 'Must have at most 5 characters; it has 8.' }),
    );
    expect([...context.em.getUnitOfWork().getPersistStack()]).toEqual([]);
  });

  test('what is no object of a model is refused', async () => {
    const { job } = start();

    await expect(job.validatedSave({ name: 'x' })).rejects.toThrow(
      "Object is no model of the platform: give an entity of a configured plugin's models, made by defineModel.",
    );
    await expect(job.validatedSave(Object.create(null))).rejects.toThrow(ModelUnknownError);
  });
});

test('an AbortJob is known by its code', () => {
  expect(new AbortJob('Nothing to do')).toMatchObject({
    name: 'AbortJob',
    code: 'JOBWRIGHT_JOB_ABORTED',
    message: 'Nothing to do',
  });
});
