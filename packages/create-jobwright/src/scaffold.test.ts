import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scaffold } from './scaffold.ts';

let parent: string;
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'create-jobwright-'));
});
afterEach(() => rm(parent, { recursive: true, force: true }));

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();
}

test('all files of a repository are written, into folders that are made', async () => {
  const folder = join(parent, 'new', 'net-jobs');

  await scaffold({ folder, version: '1.2.3' });

  expect(await filesIn(folder)).toEqual([
    '.github/workflows/ci.yml',
    '.gitignore',
    'README.md',
    'jobs/hello.test.ts',
    'jobs/hello.ts',
    'jobwright.config.ts',
    'package.json',
    'tsconfig.json',
  ]);
});

test('the repository has the name of its folder, and packages of the release that made it', async () => {
  const folder = join(parent, 'net-jobs');

  await scaffold({ folder, version: '1.2.3' });

  expect(JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))).toMatchObject({
    name: 'net-jobs',
    private: true,
    type: 'module',
    scripts: { test: expect.any(String), typecheck: 'tsc' },
    devDependencies: {
      '@jobwright/inventory': '^1.2.3',
      '@jobwright/sdk': '^1.2.3',
      '@jobwright/server': '^1.2.3',
      '@jobwright/testing': '^1.2.3',
    },
  });
  expect(await readFile(join(folder, 'README.md'), 'utf8')).toMatch(/^# net-jobs\n/);
});

test('nothing is left to be filled in', async () => {
  const folder = join(parent, 'net-jobs');

  await scaffold({ folder, version: '1.2.3' });

  for (const file of await filesIn(folder)) {
    expect(await readFile(join(folder, file), 'utf8')).not.toContain('{{');
  }
});

test('a folder with anything in it is refused, and stays as it is', async () => {
  const folder = join(parent, 'net-jobs');
  await mkdir(folder);
  await writeFile(join(folder, '.env'), 'A=1');

  await expect(scaffold({ folder, version: '1.2.3' })).rejects.toMatchObject({
    code: 'JOBWRIGHT_CREATE_FOLDER_NOT_EMPTY',
    message: `The folder ${folder} is not empty: it holds .env. Choose another one, or empty it.`,
  });
  expect(await filesIn(folder)).toEqual(['.env']);
});

test('a file in the place of the folder is refused, and stays', async () => {
  const file = join(parent, 'net-jobs');
  await writeFile(file, 'text');

  await expect(scaffold({ folder: file, version: '1.2.3' })).rejects.toMatchObject({
    code: 'JOBWRIGHT_CREATE_FOLDER_NOT_EMPTY',
  });
  expect(await readFile(file, 'utf8')).toBe('text');
});

test('a folder that cannot be a name is not made', async () => {
  await expect(scaffold({ folder: join(parent, 'Net Jobs'), version: '1.2.3' })).rejects.toMatchObject({
    code: 'JOBWRIGHT_CREATE_NAME_INVALID',
  });
  expect(await readdir(parent)).toEqual([]);
});

test('a git repository without files is filled', async () => {
  const folder = join(parent, 'net-jobs');
  await mkdir(join(folder, '.git'), { recursive: true });

  await scaffold({ folder, version: '1.2.3' });

  expect(await readdir(folder)).toContain('package.json');
});
