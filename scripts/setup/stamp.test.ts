import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { digestContents, digestTimes, readStamp, writeStamp } from './stamp.mjs';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stamp-'));
  write('src/a.ts', 'a');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

test('A stamp is what was written, and absent before', async () => {
  const file = join(folder, 'new/stamp');

  expect(await readStamp(file)).toBeUndefined();
  await writeStamp(file, 'text');
  expect(await readStamp(file)).toBe('text');
});

test('The digest over times changes with every file but built and installed ones', async () => {
  const before = await digestTimes([folder]);

  write('dist/a.js', 'x');
  write('node_modules/b/index.js', 'x');
  expect(await digestTimes([folder])).toBe(before);

  const added = write('src/b.ts', 'b');
  const withFile = await digestTimes([folder]);
  expect(withFile).not.toBe(before);

  utimesSync(added, 1000, 1000);
  expect(await digestTimes([folder])).not.toBe(withFile);
});

test('The digest over contents changes with a file and does not with its time', async () => {
  const file = join(folder, 'src/a.ts');
  const before = await digestContents([file]);

  utimesSync(file, 1000, 1000);
  expect(await digestContents([file])).toBe(before);

  write('src/a.ts', 'b');
  expect(await digestContents([file])).not.toBe(before);
});
