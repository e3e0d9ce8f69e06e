import { runInThisContext } from 'node:vm';
import { Site, Status } from '@jobwright/inventory';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { IPAddress, Job } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { describe, expect, test } from 'vitest';
import { Endless, ReadAll, ReadSecret, Rename } from './fixtures/tested-jobs.ts';
import { jobIn } from './job-reference.ts';
import { runJob } from './run-job.ts';

const models = [inventory];

function seedSites(...names: readonly string[]) {
  return (em: EntityManager): void => {
    const status = em.create(Status, { name: 'Active', slug: 'active' });
    for (const name of names) em.create(Site, { name, slug: name.toLowerCase(), status });
  };
}

describe('a run', () => {
  test('happens in an isolate, and shows log, output and changes field by field', async () => {
    const result = await runJob(Rename, {
      models,
      data: { site: { name: 'Delft' }, to: 'Leiden' },
      commit: true,
      seed: seedSites('Delft'),
    });

    expect(result).toMatchObject({ status: 'completed', error: null, committed: true });
    expect(result.jobPath).toBe('local/tested-jobs/Rename');
    expect(result.output).toEqual({ name: 'Leiden', realm: 'undefined', user: 'tester' });
    expect(result.logs.map(({ level, message }) => `${level} ${message}`)).toEqual([
      'info Renaming Delft',
      'success Renamed',
    ]);
    expect(result.logsByGroup['run']?.[1]?.object).toMatchObject({ model: 'dcim.site', display: 'Leiden' });
    expect(result.changes).toMatchObject([
      { action: 'update', model: 'dcim.site', fields: { name: { before: 'Delft', after: 'Leiden' } } },
    ]);
    expect(await result.em.count(Site, { name: 'Leiden' })).toBe(1);
  });

  test('begins with the empty database, whatever the one before it committed', async () => {
    const data = { site: { name: 'Delft' } };
    await runJob(Rename, { models, data, commit: true, seed: seedSites('Delft', 'Gouda') });

    const { output } = await runJob(ReadAll, { models });

    expect(output).toMatchObject({ all: 0 });
  });

  test('of which nothing is said is committed or not as the job has it, and takes the defaults of the variables', async () => {
    const result = await runJob(Rename, { models, data: { site: { name: 'Delft' } }, seed: seedSites('Delft') });

    expect(result.changes).toMatchObject([{ fields: { name: { after: 'Renamed' } } }]);
    expect(result.committed).toBe(false);
    expect(await result.em.count(Site, { name: 'Delft' })).toBe(1);
  });

  test('takes files, addresses, and objects by what only they have', async () => {
    const { output } = await runJob(ReadAll, {
      models,
      data: { address: IPAddress.parse('192.0.2.1'), sites: [{ slug: 'delft' }] },
      files: { upload: { content: 'hello', name: 'hello.txt', contentType: 'text/plain' } },
      seed: seedSites('Delft', 'Gouda'),
    });

    expect(output).toEqual({
      upload: ['hello.txt', 'text/plain', 'hello'],
      address: '192.0.2.1',
      sites: ['Delft'],
      all: 2,
    });
  });

  test('reads the secrets that it is given', async () => {
    const { output } = await runJob(ReadSecret, { models, secrets: { 'backup/key': 'correct horse' } });

    expect(output).toBe(13);
  });

  test('of calls at the same time follow each other, each on its own data', async () => {
    const runs = ['Delft', 'Gouda'].map((name) => runJob(ReadAll, { models, seed: seedSites(name) }));

    expect((await Promise.all(runs)).map(({ output }) => output)).toMatchObject([{ all: 1 }, { all: 1 }]);
  });
});

describe('a run that does not complete', () => {
  test('says what the job threw, with the place in its source', async () => {
    const result = await runJob(ReadAll, { models, data: { break: true } });

    expect(result.status).toBe('errored');
    expect(result.error).toMatchObject({ name: 'TypeError', message: 'No such port' });
    expect(result.error?.stack).toContain('tested-jobs.ts:47:');
  });

  test('is failed by AbortJob and by failure entries', async () => {
    const aborted = await runJob(ReadAll, { models, data: { abort: true } });
    const reported = await runJob(Rename, {
      models,
      data: { site: { name: 'Delft' }, to: 'Forbidden' },
      seed: seedSites('Delft'),
    });

    expect(aborted).toMatchObject({ status: 'failed', error: { message: 'Not today.' } });
    expect(reported).toMatchObject({ status: 'failed', error: null });
    expect(reported.logsByGroup['testName']?.[0]).toMatchObject({
      level: 'failure',
      message: 'That name is forbidden.',
    });
  });

  test('is stopped at its limits, and the next one runs', async () => {
    const stopped = await runJob(Endless, { models, limits: { timeMs: 300, softTimeMs: 300 } });

    expect(stopped).toMatchObject({ status: 'errored', error: { code: expect.stringMatching(/^JOBWRIGHT_LIMIT_/) } });
    expect(await runJob(ReadAll, { models })).toMatchObject({ status: 'completed' });
  });
});

describe('a run that is refused', () => {
  test('names every value that the job does not take', async () => {
    const run = runJob(Rename, { models, data: { site: { name: 'Nowhere' }, to: '' } });

    await expect(run).rejects.toMatchObject({ code: 'JOBWRIGHT_INPUT_INVALID', fields: { site: expect.anything() } });
  });

  test('obeys the permissions of its user', async () => {
    const run = runJob(Rename, {
      models,
      data: { site: { name: 'Delft' } },
      user: { username: 'ada', permissions: [{ objectTypes: ['dcim.site'], actions: ['add'] }] },
      seed: seedSites('Delft'),
    });

    await expect(run).rejects.toThrow('You may not view any site.');
  });

  test('because the class is in no file, or its file has no such job, says so', async () => {
    const nowhere = runInThisContext('(Job) => class Nowhere extends Job {}')(Job) as typeof ReadAll;
    const module = new URL('./fixtures/tested-jobs.ts', import.meta.url);

    await expect(runJob(nowhere, { models })).rejects.toMatchObject({ code: 'JOBWRIGHT_TEST_JOB_SOURCE_UNKNOWN' });
    await expect(runJob(jobIn(module, 'Other'), { models })).rejects.toMatchObject({
      code: 'JOBWRIGHT_TEST_JOB_MISSING',
      message: expect.stringContaining('tested-jobs.ts exports no job "Other".'),
    });
  });

  test('because its module is broken shows where', async () => {
    const module = new URL('./fixtures/broken-job.js', import.meta.url);

    await expect(runJob(jobIn(module, 'Broken'), { models })).rejects.toMatchObject({
      code: 'JOBWRIGHT_TEST_JOB_MODULE_BROKEN',
      message: expect.stringContaining('broken-job.js:4:'),
    });
  });

  test('because a plugin is not found says which', async () => {
    await expect(runJob(ReadAll, { models: ['@jobwright/nowhere/plugin'] })).rejects.toMatchObject({
      code: 'JOBWRIGHT_TEST_MODELS_UNKNOWN',
      message: expect.stringContaining('@jobwright/nowhere/plugin'),
    });
  });
});

test('a job that is named, not imported, is never evaluated in the process of the test', async () => {
  const module = new URL('./fixtures/unimported-job.ts', import.meta.url);

  const { output } = await runJob(jobIn(module, 'Unimported'), { models });

  expect(output).toBe('evaluated in the isolate');
  expect(globalThis).not.toHaveProperty('evaluatedByTest');
});

test('the second run takes no more than a moment', async () => {
  await runJob(ReadAll, { models });
  const startedAt = performance.now();

  for (let run = 0; run < 5; run++) await runJob(ReadAll, { models, seed: seedSites('Delft') });

  // Some 40 ms each when the machine has nothing else to do.
  expect((performance.now() - startedAt) / 5).toBeLessThan(1000);
});
