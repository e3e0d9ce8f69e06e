import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start({ folder: new URL('./', import.meta.url) });
});
afterAll(() => platform[Symbol.asyncDispose]());

/** Each hazard, the words with which its message names the limit, and how many seconds the limit is. */
const hazards: readonly (readonly [jobName: string, message: RegExp, limitSeconds: number])[] = [
  ['EndlessLoop', /processor time|CPU/i, 2],
  ['EndlessPromises', /processor time|CPU/i, 2],
  ['ManyArrays', /memory|heap/i, 4],
  ['TypedArrays', /memory|heap/i, 4],
  ['DeepRecursion', /call stack/i, 1],
  ['NeverResolves', /time/i, 4],
];

describe.each(hazards)('%s', (jobName, message, limitSeconds) => {
  test(`ends as errored with a message that names the limit, while the server answers`, async () => {
    const { id } = await platform.submit(`local/limits/${jobName}`);
    let slowestMs = 0;
    const watch = new AbortController();
    const watching = (async () => {
      while (!watch.signal.aborted) {
        const start = performance.now();
        const response = await fetch(`${platform.url}/api/status/`);
        expect(response.status).toBe(200);
        slowestMs = Math.max(slowestMs, performance.now() - start);
        await delay(50);
      }
    })();

    const result = await platform.waitFor(id);
    watch.abort();
    await watching;

    expect(result.status.value).toBe('errored');
    expect(result.error?.message).toMatch(message);
    expect((await platform.logs(id)).some((entry) => entry.level === 'failure')).toBe(true);
    const { started, completed } = result as unknown as { readonly started: string; readonly completed: string };
    // Ten times the promise: it is the bench that measures; here only a hang shall fail.
    expect(Date.parse(completed) - Date.parse(started)).toBeLessThan((limitSeconds + 1) * 10_000);
    expect(slowestMs).toBeLessThan(5000);
  });
});

test('acceptance 34: past the soft limit the job gets an error that it can catch', async () => {
  const result = await platform.run('local/limits/CatchesSoftLimit');

  expect(result.status.value).toBe('completed');
  expect(result.output).toBe('finished in order');
});

test('after all of that, a run still works', async () => {
  const result = await platform.run('local/lifecycle/Order');

  expect(result.status.value).toBe('completed');
});
