import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start({ folder: new URL('./', import.meta.url) });
});
afterAll(() => platform[Symbol.asyncDispose]());

describe('acceptance 31 and 36: methods and groups', () => {
  test('run, then inherited tests, then own tests in order of declaration, then postRun', async () => {
    const result = await platform.run('local/lifecycle/Order');

    const logs = await platform.logs(result.id);
    expect(
      logs
        .filter((entry) => entry.group !== 'initialization')
        .map((entry) => [entry.group, entry.level, entry.message]),
    ).toEqual([
      ['run', 'default', 'plain'],
      ['run', 'debug', 'for developers'],
      ['run', 'info', 'run'],
      ['testInherited', 'info', 'inherited'],
      ['testB', 'success', 'b'],
      ['test_a', 'warning', 'a'],
      ['postRun', 'info', 'failed: false, status: completed'],
    ]);
  });

  test('entries of log and logDebug are not counted, the others are, per group and level', async () => {
    const { id } = await platform.run('local/lifecycle/Order');

    const { body } = await platform.request<{ readonly log_summary: unknown }>('GET', `/api/extras/job-results/${id}/`);

    expect(body.log_summary).toEqual({
      groups: [
        { group: 'run', success: 0, info: 1, warning: 0, failure: 0 },
        { group: 'testInherited', success: 0, info: 1, warning: 0, failure: 0 },
        { group: 'testB', success: 1, info: 0, warning: 0, failure: 0 },
        { group: 'test_a', success: 0, info: 0, warning: 1, failure: 0 },
        { group: 'postRun', success: 0, info: 1, warning: 0, failure: 0 },
      ],
      total: 5,
    });
  });

  test('a test that throws skips the next one; postRun still runs and sees it', async () => {
    const result = await platform.run('local/lifecycle/FirstTestThrows');

    expect(result.status.value).toBe('errored');
    const messages = (await platform.logs(result.id)).map((entry) => entry.message);
    expect(messages).not.toContain('must not happen');
    expect(messages).toContain('postRun sees failed = true');
  });
});

test('an output that is no JSON is reported under run, whose value it is, however many tests ran since', async () => {
  const result = await platform.run('local/lifecycle/OutputIsNoJson', { commit: false });

  expect(result.error?.code).toBe('JOBWRIGHT_OUTPUT_INVALID');
  const entries = (await platform.logs(result.id)).map(({ group, level }) => [group, level]);
  expect(entries).toEqual([
    ['testAfterwards', 'info'],
    ['run', 'failure'],
    ['run', 'info'],
  ]);
});

test('the stack of an error that a job logs itself names the file of its author', async () => {
  const { id } = await platform.run('local/lifecycle/LogsErrors');
  const [debug, warning] = (await platform.logs(id)).map(({ message }) => message);

  expect(debug).toMatch(/RangeError: caught\n +at .*\(lifecycle\.ts:\d+:\d+\)/);
  expect(warning).toMatch(/^Went on: RangeError: caught\n +at .*\(lifecycle\.ts:\d+:\d+\)/);
  expect(`${debug}${warning}`).not.toMatch(/runtime:|job:/);
});

test('acceptance 32: postRun that throws makes the run errored; what run committed stays, its own writes go', async () => {
  const result = await platform.run('local/lifecycle/PostRunThrows', { commit: true });

  expect(result.status.value).toBe('errored');
  expect(await platform.list('/api/dcim/manufacturers/?name=Stays')).toHaveLength(1);
  expect(await platform.list('/api/dcim/manufacturers/?name=Goes')).toEqual([]);
  const failure = (await platform.logs(result.id)).find((entry) => entry.message.includes('clean-up failed'));
  expect(failure?.group).toBe('postRun');
});

test('acceptance 33: an object deleted between submission and start ends the run in the group initialization', async () => {
  const { body: manufacturer } = await platform.request<{ readonly id: string }>('POST', '/api/dcim/manufacturers/', {
    name: 'Shortlived',
    slug: 'shortlived',
  });
  const sleepers = await Promise.all([
    platform.submit('local/lifecycle/Sleeper'),
    platform.submit('local/lifecycle/Sleeper'),
  ]);
  await delay(500);
  const waiting = await platform.submit('local/lifecycle/TakesManufacturer', {
    data: { manufacturer: manufacturer.id },
  });
  await platform.request('DELETE', `/api/dcim/manufacturers/${manufacturer.id}/`);

  const result = await platform.waitFor(waiting.id);

  expect(result.status.value).toBe('errored');
  const [entry] = (await platform.logs(result.id)).filter((candidate) => candidate.level === 'failure');
  expect(entry?.group).toBe('initialization');
  expect(entry?.message).toContain('manufacturer');
  await Promise.all(sleepers.map(({ id }) => platform.waitFor(id)));
});

describe('acceptance 38: logs while a run goes on', () => {
  test('entries so far are readable while the job sleeps', async () => {
    const { id } = await platform.submit('local/lifecycle/Sleeper');
    for (let attempt = 0; attempt < 100 && (await platform.logs(id)).length === 0; attempt++) await delay(20);

    const during = await platform.result(id);
    const logs = await platform.logs(id);

    expect(during.status.value).toBe('running');
    expect(logs.map((entry) => entry.message)).toContain('before the sleep');
    expect((await platform.waitFor(id)).output).toBe('rested');
  });

  test('100,000 entries are stored in order and can be paged', async () => {
    const { id, error } = await platform.run('local/lifecycle/ManyEntries');

    const { body } = await platform.request<{
      readonly count: number;
      readonly results: readonly { readonly message: string }[];
    }>('GET', `/api/extras/job-results/${id}/logs/?limit=2&offset=99998`);

    expect(error).toBeNull();
    expect(body.results.map((entry) => entry.message)).toEqual(['entry 99999', 'entry 100000']);
  });
});

describe('acceptance 44: cancel', () => {
  test('a running run is canceled, rolled back, and tells by whom and when; a finished one answers 409', async () => {
    const { id } = await platform.submit('local/lifecycle/WritesThenSleeps', { commit: true });
    for (let attempt = 0; attempt < 200 && (await platform.logs(id)).length === 0; attempt++) await delay(20);

    const answer = await platform.request('POST', `/api/extras/job-results/${id}/cancel/`);
    const result = await platform.waitFor(id);
    const again = await platform.request('POST', `/api/extras/job-results/${id}/cancel/`);

    expect(answer.status).toBeLessThan(300);
    expect(result.status.value).toBe('canceled');
    expect(result).toMatchObject({ cancel_requested_by: 'admin' });
    expect(await platform.list('/api/dcim/manufacturers/?name=Unborn')).toEqual([]);
    expect(again.status).toBe(409);
  });
});

test('acceptance 47: two simultaneous runs of a singleton both complete, one after the other', async () => {
  const { body: manufacturer } = await platform.request<{ readonly id: string }>('POST', '/api/dcim/manufacturers/', {
    name: 'Single',
    slug: 'single',
  });
  const submitted = await Promise.all(
    [1, 2].map(() => platform.submit('local/lifecycle/TakesManufacturer', { data: { manufacturer: manufacturer.id } })),
  );

  const results = await Promise.all(submitted.map(({ id }) => platform.waitFor(id)));

  expect(results.map((result) => result.status.value)).toEqual(['completed', 'completed']);
  const [first, second] = results
    .map((result) => result as unknown as { readonly started: string; readonly completed: string })
    .toSorted((a, b) => a.started.localeCompare(b.started));
  expect(Date.parse(second?.started ?? '')).toBeGreaterThanOrEqual(Date.parse(first?.completed ?? ''));
});

test('a broken module is listed with file and line, and harms no other', async () => {
  const modules = await platform.list<{
    readonly module_path: string;
    readonly error: { readonly file: string; readonly line: number } | null;
  }>('/api/extras/job-modules/');

  const broken = modules.find((module) => module.module_path === 'broken');
  expect(broken?.error).toMatchObject({ file: 'broken.js', line: 2 });
  expect(modules.find((module) => module.module_path === 'lifecycle')?.error).toBeNull();
});
