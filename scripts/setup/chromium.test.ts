import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findChromium } from './chromium.mjs';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobwright-chromium-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('finds the browser on the path', async () => {
  await writeFile(join(folder, 'chromium-browser'), '#!/bin/sh\n');
  await chmod(join(folder, 'chromium-browser'), 0o755);

  expect(findChromium({ PATH: folder })).toBe(join(folder, 'chromium-browser'));
});

it('takes no file that cannot be executed', async () => {
  await writeFile(join(folder, 'chromium'), '');

  expect(findChromium({ PATH: folder })).not.toBe(join(folder, 'chromium'));
});

it('prefers the browser that the environment names', () => {
  expect(findChromium({ PATH: folder, CHROMIUM_PATH: '/opt/browser' })).toBe('/opt/browser');
});
