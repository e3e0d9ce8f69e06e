import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { SyncQueue } from './concurrency.ts';

/** Starts a piece of work on each host that runs until the test is over, and says which ones got to run. */
async function startedOf(queue: SyncQueue, hosts: readonly string[]): Promise<string[]> {
  const started: string[] = [];
  const over = new AbortController();
  for (const host of hosts) {
    void queue
      .run(host, over.signal, async () => {
        started.push(host);
        await new Promise<void>((resolve) => over.signal.addEventListener('abort', () => resolve()));
      })
      .catch(() => undefined);
  }
  await nextTurn();
  over.abort(new Error('over'));
  return [...started];
}

test('one host gets only its share', async () => {
  expect(await startedOf(new SyncQueue({ total: 3, perHost: 1 }), ['a', 'a', 'a', 'b'])).toEqual(['a', 'b']);
});

test('no more than the total run', async () => {
  expect(await startedOf(new SyncQueue({ total: 2, perHost: 2 }), ['a', 'b', 'c', 'a'])).toEqual(['a', 'b']);
});

test('local repositories are no host', async () => {
  expect(await startedOf(new SyncQueue({ total: 3, perHost: 1 }), ['', '', '', ''])).toEqual(['', '', '']);
});

test('work that ends makes place for the next, also when it fails', async () => {
  const queue = new SyncQueue({ total: 1 });
  const { signal } = new AbortController();
  const order: number[] = [];

  await Promise.allSettled(
    [1, 2, 3].map(async (number) =>
      queue.run('a', signal, async () => {
        order.push(number);
        throw new Error('fails');
      }),
    ),
  );

  expect(order).toEqual([1, 2, 3]);
});
