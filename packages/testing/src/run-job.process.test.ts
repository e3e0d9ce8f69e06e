import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';

const testFile = fileURLToPath(new URL('./fixtures/with-node-test.ts', import.meta.url));

let caches: string;
beforeAll(async () => {
  caches = await mkdtemp(join(tmpdir(), 'jobwright-caches-'));
});
afterAll(() => rm(caches, { recursive: true, force: true }));

/** Runs the tests of a file in a process without any setting, as in the shell of an author. */
function runTests(): ChildProcess {
  return spawn(process.execPath, ['--conditions=@jobwright/source', testFile], {
    env: { PATH: process.env['PATH'], XDG_CACHE_HOME: caches },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

async function endOf(child: ChildProcess): Promise<string> {
  const printed: string[] = [];
  child.stdout?.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number | null];
  return `${code}\n${printed.join('')}`;
}

/** Whether the server was there and has been stopped in order. */
function isStopped(): boolean {
  const folder = join(caches, 'jobwright-testing/database');
  return existsSync(join(folder, 'postgres.json')) && !existsSync(join(folder, 'running'));
}

test('with the runner of Node, two processes share a server that starts and stops by itself, even when one is killed', async () => {
  const [first, second] = [runTests(), runTests()];
  const both = await Promise.all([endOf(first), endOf(second)]);
  const killed = runTests();
  const killedEnd = endOf(killed);
  await expect.poll(isStopped).toBe(false);
  killed.kill('SIGKILL');
  await killedEnd;

  expect(both).toEqual([expect.stringMatching(/^0\n/), expect.stringMatching(/^0\n/)]);
  await expect.poll(isStopped).toBe(true);
});
