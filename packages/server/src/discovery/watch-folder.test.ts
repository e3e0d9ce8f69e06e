import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { watchFolder } from './watch-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'watch-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Watches until the folder was seen `count` times as changed. */
async function changes(change: () => void, count = 1): Promise<number> {
  let calls = 0;
  await using _watching = watchFolder(folder, {
    intervalMs: 10,
    onChange: () => {
      calls += 1;
      return Promise.resolve();
    },
  });
  await vi.waitFor(
    () => {
      if (calls < count) change();
      expect(calls).toBeGreaterThanOrEqual(count);
    },
    { timeout: 10_000, interval: 100 },
  );
  return calls;
}

test('A changed file at any depth is a change', async () => {
  mkdirSync(join(folder, 'deep/er'), { recursive: true });
  const file = join(folder, 'deep/er/a.ts');
  let text = '';

  expect(await changes(() => writeFileSync(file, (text += 'x')))).toBeGreaterThan(0);
});

test('A file that comes or goes is a change', async () => {
  const file = join(folder, 'a.ts');

  expect(await changes(() => (existsSync(file) ? rmSync(file) : writeFileSync(file, 'x')))).toBeGreaterThan(0);
});

test('A change is seen when the system tells of it, however seldom the folder is looked at', async () => {
  let seen = 0;
  await using _watching = watchFolder(folder, { intervalMs: 600_000, onChange: () => Promise.resolve(void seen++) });
  await new Promise((resolve) => setTimeout(resolve, 200));
  writeFileSync(join(folder, 'a.ts'), 'x');

  await expect.poll(() => seen).toBe(1);
});

test('Packages and hidden files are not looked at', async () => {
  mkdirSync(join(folder, 'node_modules/a'), { recursive: true });
  let seen = 0;
  await using _watching = watchFolder(folder, { intervalMs: 5, onChange: () => Promise.resolve(void seen++) });

  writeFileSync(join(folder, 'node_modules/a/index.js'), 'x');
  writeFileSync(join(folder, '.hidden'), 'x');
  await new Promise((resolve) => setTimeout(resolve, 200));

  expect(seen).toBe(0);
});
