import { access, readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createRepositoryFixture, type RepositoryFixture } from '@jobwright/git-sync/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GitPlatform, version, type Repository } from './git-platform.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const mark = '/tmp/jobwright-hostile-repository-was-here';
const fine = version('Fine', 'fine');
const job = (body: string): string =>
  `import { Job } from '@jobwright/sdk';\n${body}\nexport class Evil extends Job {}\n`;

/** Writes a repository's only commit. */
type Make = (source: RepositoryFixture) => Promise<unknown>;
const files =
  (content: Readonly<Record<string, string>>): Make =>
  (source) =>
    source.commit('One', { 'able.ts': fine, ...content });
const link =
  (path: string, target: string): Make =>
  async (source) => {
    await source.commit('One', { 'able.ts': fine });
    await source.git('update-index', '--add', '--cacheinfo', `120000,${await source.writeBlob(target)},${path}`);
    await source.git('commit', '--quiet', '--message', 'Link');
  };

// One line for each repository in which one module is hostile: what it does, how it is made, and the error beside the module `evil`.
// The module `able` beside it, which is looked at first, is listed and runs.
const modules: readonly (readonly [string, Make, string])[] = [
  ['never ends when it is loaded', files({ 'evil.ts': job('for (;;) {}') }), 'JOBWRIGHT_MODULE_LOAD'],
  [
    'takes all memory when it is loaded',
    files({ 'evil.ts': job('const all: unknown[] = []; for (;;) all.push(new Array(1e5).fill(all.length));') }),
    'JOBWRIGHT_MODULE_LOAD|JOBWRIGHT_LIMIT_MEMORY',
  ],
  [
    'throws what cannot be shown',
    files({ 'evil.ts': job('throw { get message() { throw 1 } };') }),
    'JOBWRIGHT_MODULE_LOAD',
  ],
  [
    'waits for ever at its top level',
    files({ 'evil.ts': job('await new Promise(() => {});') }),
    'JOBWRIGHT_COMPILE_SYNTAX',
  ],
  [
    'calls out of the isolate',
    files({
      'evil.ts': job(
        `[].constructor.constructor('return process')().mainModule.require('fs').writeFileSync('${mark}', '');`,
      ),
    }),
    'JOBWRIGHT_MODULE_LOAD',
  ],
  [
    'imports a program starter',
    files({ 'evil.ts': job(`import 'node:child_process';`) }),
    'JOBWRIGHT_COMPILE_NODE_BUILTIN',
  ],
  ['imports a file of the machine', files({ 'evil.ts': job(`import '/etc/hostname';`) }), 'JOBWRIGHT_COMPILE_IMPORT'],
  [
    'imports what lies above it',
    files({ 'evil.ts': job(`import x from '../../../../../../../../etc/passwd'; export const y = x;`) }),
    'JOBWRIGHT_COMPILE_IMPORT',
  ],
  [
    'imports a package that points out of the repository',
    files({
      'evil.ts': job(`import 'evil-package';`),
      'node_modules/evil-package/package.json':
        '{ "name": "evil-package", "main": "../../../../../../../../../etc/passwd" }',
    }),
    'JOBWRIGHT_COMPILE_IMPORT',
  ],
  [
    'imports by a path of its own tsconfig.json',
    files({
      'evil.ts': job(`import x from 'etc/passwd'; export const y = x;`),
      'tsconfig.json': '{ "extends": "/etc/passwd", "compilerOptions": { "paths": { "etc/*": ["/etc/*"] } } }',
    }),
    'JOBWRIGHT_COMPILE_IMPORT',
  ],
  [
    'is nested deeper than a compiler goes',
    files({ 'evil.ts': job(`export const a = ${'('.repeat(200_000)}1${')'.repeat(200_000)};`) }),
    'JOBWRIGHT_COMPILE_LIMIT',
  ],
  [
    'has a name that every object has',
    files({ 'evil.ts': job('throw new Error();'), '__proto__.ts': fine, 'constructor.ts': fine }),
    'JOBWRIGHT_MODULE_LOAD',
  ],
];

// One line for each repository that is refused as a whole: what it is, how it is made, and how its sync ends.
const repositories: readonly (readonly [string, Make, string])[] = [
  [
    'has a folder named ".git"',
    async (s) => s.commitTree(await s.writeTree([{ mode: '40000', name: '.git', id: await treeWith(s) }])),
    'JOBWRIGHT_GIT_UNSAFE_ENTRY',
  ],
  [
    'writes above its folder',
    async (s) => s.commitTree(await s.writeTree([{ mode: '40000', name: '..', id: await treeWith(s) }])),
    'JOBWRIGHT_GIT_UNSAFE_ENTRY',
  ],
  [
    'has a module that is a link to a file of the machine',
    link('evil.ts', '/etc/passwd'),
    'JOBWRIGHT_GIT_UNSAFE_ENTRY',
  ],
  [
    'has a link to another repository’s snapshot',
    link('evil.ts', '../../../other/snapshots/x/tree/job.ts'),
    'JOBWRIGHT_GIT_UNSAFE_ENTRY',
  ],
  [
    'has a file of 3 MB',
    files({ 'large.json': JSON.stringify('x'.repeat(3_000_000)) }),
    'JOBWRIGHT_GIT_LIMIT_EXCEEDED',
  ],
  [
    'has more files than a repository may',
    files(Object.fromEntries(Array.from({ length: 501 }, (_, index) => [`f${index}.txt`, 'x']))),
    'JOBWRIGHT_GIT_LIMIT_EXCEEDED',
  ],
];

async function treeWith(source: RepositoryFixture): Promise<string> {
  return source.writeTree([
    { mode: '100644', name: 'config', id: await source.writeBlob('[core]\n\tfsmonitor = touch\n') },
  ]);
}

let git: GitPlatform;
let silent: Server;
const added = new Map<string, Repository>();

beforeAll(async () => {
  git = await GitPlatform.start({ folder: new URL('hostile/', import.meta.url) });
  // All at once, a remote that never answers before them: they hold up each other, or nobody.
  silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  added.set('silent', await git.add({ name: 'silent', remote_url: `http://127.0.0.1:${port}/jobs.git` }));
  await Promise.all(
    [...modules, ...repositories].map(([name, make], index) => addMade(name, `hostile-${index}`, make)),
  );
});
afterAll(async () => {
  silent?.closeAllConnections();
  silent?.close();
  await git?.[Symbol.asyncDispose]();
});

async function addMade(name: string, slug: string, make: Make): Promise<void> {
  const source = await createRepositoryFixture(join(git.files.path, 'remotes', slug));
  await make(source);
  added.set(name, await git.add({ name: slug, slug, remote_url: source.url }));
}

function repositoryOf(name: string): Repository {
  const repository = added.get(name);
  if (!repository) throw new Error(`There is no repository that ${name}.`);
  return repository;
}

describe('a hostile module harms itself alone when it', () => {
  test.each(modules)('%s', async (name, _make, code) => {
    const { id, slug } = repositoryOf(name);

    const result = await git.settled({ id });

    expect(result).toMatchObject({ status: { value: 'failed' }, error: { code: 'JOBWRIGHT_MODULES_BROKEN' } });
    expect(await git.modules(slug)).toMatchObject({
      evil: { error: { code: expect.stringMatching(`^(?:${code})$`), file: 'evil.ts' } },
      able: { error: null },
    });
    expect(await git.output(`git.${slug}/able/Fine`)).toBe('fine');
    const shown = JSON.stringify([result, await git.messages(result.id), await git.modules(slug)]);
    expect(shown).not.toMatch(/root:x:|root:\*:/);
  });
});

describe('a hostile repository is refused when it', () => {
  test.each(repositories)('%s', async (name, _make, code) => {
    const { id, slug } = repositoryOf(name);

    expect(await git.settled({ id })).toMatchObject({ status: { value: 'failed' }, error: { code } });
    expect(await git.modules(slug)).toEqual({});
  });

  test('never answers: its sync ends at its limit', async () => {
    expect(await git.settled(repositoryOf('silent'))).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_GIT_TIMEOUT' },
    });
  });
});

describe('a repository gets no more than its share', () => {
  test('of time: modules that are left are put off, and the local folder does not wait', async () => {
    const endless = Object.fromEntries(Array.from({ length: 6 }, (_, index) => [`m${index}.ts`, job('for (;;) {}')]));
    await addMade('slow', 'slow', files(endless));
    const { id } = repositoryOf('slow');

    expect(await git.output('local/local/Local')).toBe('local');
    const result = await git.settled({ id });

    expect(result).toMatchObject({ status: { value: 'failed' }, output: { updated: 1, broken: 6 } });
    const found = await git.modules('slow');
    expect(found).toMatchObject({
      m0: { error: { code: 'JOBWRIGHT_MODULE_LOAD' } },
      m5: { error: { code: 'JOBWRIGHT_MODULE_PUT_OFF' } },
    });
  });

  test('of space: code that is multiplied by many modules is put off', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`m${index}.ts`, `export { large } from './_large.ts';\n${fine}`]),
    );
    await addMade(
      'large',
      'large',
      files({ ...many, '_large.ts': `export const large = '${'x'.repeat(500_000)}';\n` }),
    );

    const result = await git.settled(repositoryOf('large'));

    expect(result).toMatchObject({ status: { value: 'failed' }, error: { code: 'JOBWRIGHT_MODULES_BROKEN' } });
    const put = Object.values(await git.modules('large')).filter(({ error }) => error !== null);
    expect(put.length).toBeGreaterThan(5);
    expect(new Set(put.map(({ error }) => error?.code))).toEqual(new Set(['JOBWRIGHT_MODULE_PUT_OFF']));
  });
});

test('the server still works after all of them, and nothing lies where it should not', async () => {
  await addMade('friendly', 'friendly', files({}));
  await git.settled(repositoryOf('friendly'));

  expect(git.platform.process.exitCode).toBeNull();
  expect(await git.output('git.friendly/able/Fine')).toBe('fine');
  expect(await git.output('local/local/Local')).toBe('local');
  await expect(access(mark)).rejects.toThrow('ENOENT');
  expect((await readdir(git.files.path)).toSorted()).toEqual(['data', 'remotes']);
  expect((await readdir(join(git.files.path, 'data', 'git'))).toSorted()).toEqual(['empty', 'repositories']);
});
