import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findSharedPackages } from './job-packages.ts';

let folder: string;

beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'job-packages-')));
});
afterEach(() => rm(folder, { recursive: true }));

test('packages are found beside the configuration and above, as links too, with what changes when they do', async () => {
  const store = join(folder, 'store/one');
  await mkdir(store, { recursive: true });
  await writeFile(join(store, 'package.json'), '{}');
  await mkdir(join(folder, 'node_modules/@corp'), { recursive: true });
  await symlink(store, join(folder, 'node_modules/@corp/one'));
  await writeFile(join(folder, 'package-lock.json'), '{}');
  await mkdir(join(folder, 'server'));

  expect(findSharedPackages(join(folder, 'server'), ['@corp/one'])).toEqual({
    place: { folder: join(folder, 'server'), only: [{ name: '@corp/one', folder: store }] },
    manifests: [join(store, 'package.json'), join(folder, 'package-lock.json')],
  });
});

test('packages that are not installed are named, and keep the server from starting', () => {
  expect(() => findSharedPackages(folder, ['left-out'])).toThrow(
    expect.objectContaining({
      code: 'JOBWRIGHT_CONFIG_INVALID',
      message: expect.stringContaining('jobPackages: the package "left-out" is not found'),
    }),
  );
});

test('nothing is looked for when no package is named', () => {
  expect(findSharedPackages(folder, [])).toBeUndefined();
});
