import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type SyncLimits, type SyncOptions } from './index.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  git,
  type GitHttpServer,
  type RepositoryFixture,
  serveRepositories,
  type TestFolder,
} from './testing/index.ts';

const TOKEN = 'token-of-the-test-5c1e';
const follow = { submodules: true } as const;

let folder: TestFolder;
let root: string;
let jobs: RepositoryFixture;
let lib: RepositoryFixture;
let server: GitHttpServer | undefined;
let store: RepositoryStore;

beforeEach(async () => {
  folder = await createTestFolder();
  root = join(folder.path, 'remotes');
  jobs = await createRepositoryFixture(join(root, 'team/jobs'));
  lib = await createRepositoryFixture(join(root, 'team/lib'));
  store = openStore();
});

afterEach(async () => {
  await store.close();
  await server?.close();
  server = undefined;
  await folder.remove();
});

function openStore(limits: Partial<SyncLimits> = {}, fileRoots = [root]): RepositoryStore {
  return createRepositoryStore({
    directory: join(folder.path, 'store'),
    policy: { fileRoots, allowLoopbackHttp: true },
    environment: { PATH: process.env['PATH'], JOBWRIGHT_SECRET_TEST: TOKEN },
    limits,
  });
}

/** Commits a submodule as it is named, whether git would take it or not. */
async function pin(source: RepositoryFixture, module: { path: string; url: string; commit: string }): Promise<string> {
  const { path, url, commit } = module;
  await source.commit('Name it', { '.gitmodules': `[submodule "one"]\n\tpath = ${path}\n\turl = ${url}\n` });
  await source.git('update-index', '--add', '--cacheinfo', `160000,${commit},${path}`);
  await source.git('commit', '--quiet', '--message', 'Pin it');
  return source.git('rev-parse', 'HEAD');
}

describe('a submodule that is followed', () => {
  test.each(['file:', 'smart HTTP with a token'])('has its files in its place, over %s', async (transport) => {
    await lib.commit('one', { 'names.ts': 'export const one = 1;\n', 'deep/more.ts': 'more\n' });
    // As git makes it.
    await git(['-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', '../lib', 'vendor/lib'], {
      cwd: jobs.directory,
    });
    await git(
      [
        'config',
        '--file',
        '.gitmodules',
        'submodule.vendor/lib.url',
        transport === 'file:' ? '../lib' : '../../lib/.git',
      ],
      { cwd: jobs.directory },
    );
    const commit = await jobs.commit('Take the library', { 'job.ts': 'job\n' });
    let reference: SyncOptions = { url: jobs.url };
    if (transport !== 'file:') {
      server = await serveRepositories({ root, token: TOKEN });
      const token = { env: 'JOBWRIGHT_SECRET_TEST' };
      reference = { url: `${server.url}/team/jobs/.git`, credentials: { type: 'https-token', token } };
    }

    const snapshot = await store.syncRepository({ ...reference, follow });

    expect(await readFile(join(snapshot.snapshotPath, 'vendor/lib/names.ts'), 'utf8')).toBe('export const one = 1;\n');
    expect(await readFile(join(snapshot.snapshotPath, 'vendor/lib/deep/more.ts'), 'utf8')).toBe('more\n');
    expect(snapshot).toMatchObject({ commit, files: 4, submodules: [{ path: 'vendor/lib', followed: true }] });
  });

  test('stays at the commit that it is pinned to, until the repository pins another', async () => {
    const first = await lib.commit('one', { 'a.ts': 'one' });
    await pin(jobs, { path: 'lib', url: '../lib', commit: first });
    const second = await lib.commit('two', { 'a.ts': 'two' });

    const before = await store.syncRepository({ url: jobs.url, follow });
    await pin(jobs, { path: 'lib', url: '../lib', commit: second });
    const after = await store.syncRepository({ url: jobs.url, follow });

    expect(await readFile(join(before.snapshotPath, 'lib/a.ts'), 'utf8')).toBe('one');
    expect(await readFile(join(after.snapshotPath, 'lib/a.ts'), 'utf8')).toBe('two');
    expect(await store.diffSnapshots(before, after)).toEqual([{ status: 'modified', path: 'lib/a.ts' }]);
  });

  test('makes a snapshot of its own: the same commit without it stays as it is', async () => {
    const commit = await pin(jobs, { path: 'lib', url: '../lib', commit: await lib.commit('one', { 'a.ts': 'one' }) });

    const without = await store.syncRepository({ url: jobs.url });
    const withIt = await store.syncRepository({ url: jobs.url, follow });
    const again = await store.syncRepository({ url: jobs.url });

    expect(withIt.snapshotPath).not.toBe(without.snapshotPath);
    expect(again.snapshotPath).toBe(without.snapshotPath);
    expect(without.submodules).toMatchObject([{ followed: false }]);
    expect((await store.findSnapshot({ url: jobs.url, commit, follow }))?.snapshotPath).toBe(withIt.snapshotPath);
    expect((await store.findSnapshot({ url: jobs.url, commit }))?.snapshotPath).toBe(without.snapshotPath);
    expect(await store.pruneSnapshots({ url: jobs.url, inUse: [], graceMs: -1 })).toMatchObject({ removed: [commit] });
  });

  test('is found below a path, and not asked for outside of it', async () => {
    const commit = await lib.commit('one', { 'a.ts': 'one' });
    await jobs.commit('more', { 'jobs/job.ts': 'x', 'other/file.ts': 'x' });
    await pin(jobs, { path: 'jobs/lib', url: '../lib', commit });

    const inside = await store.syncRepository({ url: jobs.url, path: 'jobs', follow });
    const outside = await store.syncRepository({ url: jobs.url, path: 'other', follow });

    expect(await readFile(join(inside.snapshotPath, 'lib/a.ts'), 'utf8')).toBe('one');
    expect(outside.submodules).toEqual([]);
  });

  test('may have submodules of its own', async () => {
    const inner = await createRepositoryFixture(join(root, 'team/inner'));
    const innerCommit = await inner.commit('one', { 'a.ts': 'inner' });
    const libCommit = await pin(lib, { path: 'inner', url: '../inner', commit: innerCommit });
    await pin(jobs, { path: 'lib', url: '../lib', commit: libCommit });

    const { snapshotPath, submodules } = await store.syncRepository({ url: jobs.url, follow });

    expect(await readFile(join(snapshotPath, 'lib/inner/a.ts'), 'utf8')).toBe('inner');
    expect(submodules.map(({ path }) => path)).toEqual(['lib', 'lib/inner']);
  });
});

describe('a hostile submodule', () => {
  const NOT_ALLOWED = 'JOBWRIGHT_GIT_URL_NOT_ALLOWED';

  // One line for each URL: what it would do, and how the sync ends.
  test.each([
    ['runs a command', 'ext::sh -c "touch /tmp/x"', NOT_ALLOWED],
    ['is an option', '--upload-pack=touch /tmp/x', NOT_ALLOWED],
    ['is an option after an SSH host', 'git@example.com:-oProxyCommand=x', NOT_ALLOWED],
    ['is an SSH host that is an option', 'ssh://-oProxyCommand=x/y', NOT_ALLOWED],
    ['leads above the root of the host', '../../../../../../../../../../../../../../etc', NOT_ALLOWED],
    ['leads out of the allowed folders', '../../../outside', NOT_ALLOWED],
    ['names a folder without any scheme', '/etc', NOT_ALLOWED],
    ['has a password', 'https://user:password@example.com/x', NOT_ALLOWED],
    ['goes in the clear', 'http://127.0.0.1:9/x', NOT_ALLOWED],
    ['has a protocol that nobody allows', 'git://example.com/x', NOT_ALLOWED],
    ['wants credentials that nobody gave', 'ssh://git@example.com/x', NOT_ALLOWED],
    ['has a line break', '"https://example.com/x\\ny"', NOT_ALLOWED],
    ['is the repository itself, without end', '../jobs', 'JOBWRIGHT_GIT_COMMIT_NOT_FOUND'],
  ])('that %s is refused', async (_, url, code) => {
    await createRepositoryFixture(join(folder.path, 'outside'));
    await pin(jobs, { path: 'lib', url, commit: '1'.repeat(40) });

    const sync = store.syncRepository({ url: jobs.url, follow });

    await expect(sync).rejects.toMatchObject({ code, message: expect.stringMatching(/^In the submodule "lib": /) });
    await expect(sync).rejects.not.toMatchObject({ message: expect.stringContaining('password@') });
  });

  test('of a repository on the web does not reach folders of this machine', async () => {
    const commit = await lib.commit('one', { 'secret.txt': 'secret' });
    await pin(jobs, { path: 'lib', url: pathToFileURL(lib.directory).href, commit });
    server = await serveRepositories({ root });

    const sync = store.syncRepository({ url: `${server.url}/team/jobs/.git`, follow });

    await expect(sync).rejects.toMatchObject({ code: NOT_ALLOWED });
  });

  test('gets no credentials for another origin, nor one behind it for the first', async () => {
    const asked: (string | undefined)[] = [];
    const other = createServer((request, response) => {
      asked.push(request.headers.authorization);
      response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    server = await serveRepositories({ root, token: TOKEN });
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/lib.git`;
    await pin(jobs, { path: 'lib', url, commit: '1'.repeat(40) });

    const sync = store.syncRepository({
      url: `${server.url}/team/jobs/.git`,
      credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_TEST' } },
      follow,
    });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND' });
    expect(asked).toEqual([undefined]);
    other.closeAllConnections();
    other.close();
  });

  test('chain ends at the limit of its depth', async () => {
    let commit = await lib.commit('one', { 'a.ts': 'x' });
    for (let depth = 0; depth < 3; depth += 1) {
      commit = await pin(lib, { path: 'inner', url: '../lib', commit });
    }
    await pin(jobs, { path: 'lib', url: '../lib', commit });

    const sync = store.syncRepository({ url: jobs.url, follow });

    await expect(sync).rejects.toMatchObject({
      limit: 'submoduleDepth',
      message: expect.stringMatching(/^In the submodule "lib\/inner\/inner\/inner": /),
    });
  });

  test('is no way around the limits of a repository', async () => {
    const commit = await lib.commit('one', { 'a.ts': 'x'.repeat(60_000), 'b.ts': 'y' });
    await jobs.commit('own', { 'own.ts': 'z'.repeat(60_000) });
    await pin(jobs, { path: 'lib', url: '../lib', commit });

    const limits = [{ snapshotBytes: 100_000 }, { entries: 4 }] as const;

    for (const limit of limits) {
      await using small = { store: openStore(limit), [Symbol.asyncDispose]: () => small.store.close() };
      await expect(small.store.syncRepository({ url: jobs.url, follow })).rejects.toMatchObject({
        limit: Object.keys(limit)[0],
      });
    }
  });

  test('is counted with those that it has itself', async () => {
    const inner = await createRepositoryFixture(join(root, 'team/inner'));
    const innerCommit = await inner.commit('one', { 'a.ts': 'inner' });
    const libCommit = await pin(lib, { path: 'inner', url: '../inner', commit: innerCommit });
    await pin(jobs, { path: 'lib', url: '../lib', commit: libCommit });
    await using few = { store: openStore({ submodules: 1 }), [Symbol.asyncDispose]: () => few.store.close() };

    await expect(few.store.syncRepository({ url: jobs.url, follow })).rejects.toMatchObject({ limit: 'submodules' });
  });

  test('with a link out of it is refused, also into the repository that follows it', async () => {
    const tree = await lib.writeTree([{ mode: '120000', name: 'link', id: await lib.writeBlob('../job.ts') }]);
    await pin(jobs, { path: 'lib', url: '../lib', commit: await lib.commitTree(tree) });

    const sync = store.syncRepository({ url: jobs.url, follow });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_UNSAFE_ENTRY' });
  });
});
