import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type SyncOptions } from './index.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  git,
  type GitHttpServer,
  type RepositoryFixture,
  serveRepositories,
  type TestFolder,
} from './testing/index.ts';

const TOKEN = 'token-of-the-test-9f3a';

interface Setting {
  readonly store: RepositoryStore;
  readonly source: RepositoryFixture;
  readonly reference: Pick<SyncOptions, 'url' | 'credentials'>;
}

/** The ways in which a repository is reached. Every behaviour holds for each of them. */
const transports = ['file:', 'smart HTTP', 'smart HTTP with a token', 'a remote that cannot leave files out'] as const;

describe.each(transports)('a repository over %s', (transport) => {
  let folder: TestFolder;
  let server: GitHttpServer | undefined;
  let setting: Setting;

  beforeEach(async () => {
    folder = await createTestFolder();
    const root = join(folder.path, 'remote');
    const allowsFilter = transport !== 'a remote that cannot leave files out';
    const source = await createRepositoryFixture(join(root, 'jobs'), { allowsFilter });
    if (transport.startsWith('smart HTTP')) {
      server = await serveRepositories({ root, ...(transport.endsWith('token') && { token: TOKEN }) });
    }
    const store = createRepositoryStore({
      directory: join(folder.path, 'store'),
      policy: { fileRoots: [root], allowLoopbackHttp: true },
      environment: { PATH: process.env['PATH'], JOBWRIGHT_SECRET_TEST: TOKEN },
    });
    setting = {
      store,
      source,
      reference: {
        url: server === undefined ? source.url : `${server.url}/jobs/.git`,
        ...(transport.endsWith('token') && {
          credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_TEST' } },
        }),
      },
    };
  });

  afterEach(async () => {
    await setting.store.close();
    await server?.close();
    server = undefined;
    await folder.remove();
  });

  test('the first sync writes the files of the default branch', async () => {
    const { store, source, reference } = setting;
    const commit = await source.commit('Add the first job', { 'a.ts': 'export const a = 1;\n', 'lib/b.ts': 'b\n' });

    const result = await store.syncRepository(reference);

    expect(result).toMatchObject({
      commit,
      ref: 'refs/heads/main',
      changed: true,
      previousCommit: undefined,
      path: '',
      files: 2,
      bytes: 22,
      submodules: [],
      lfsPointers: [],
      commitInfo: {
        authorName: 'Ada Example',
        authorEmail: 'ada@example.com',
        date: '2026-01-02T03:04:05.000Z',
        subject: 'Add the first job',
      },
    });
    expect(await contents(result.snapshotPath)).toEqual({ 'a.ts': 'export const a = 1;\n', 'lib/b.ts': 'b\n' });
  });

  test('a sync without news asks for refs and changes nothing', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    const first = await store.syncRepository(reference);
    const requestsBefore = server?.requests.length ?? 0;

    const second = await store.syncRepository(reference);

    expect(second).toEqual({ ...first, changed: false, previousCommit: first.commit });
    const requests = server?.requests.slice(requestsBefore) ?? [];
    expect(requests.filter((request) => request.startsWith('GET'))).toHaveLength(server === undefined ? 0 : 1);
    expect(requests.length).toBeLessThanOrEqual(2);
  });

  test('a new commit makes a new snapshot, and the old one stays as it was', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1', 'b.ts': 'same' });
    const first = await store.syncRepository(reference);
    const commit = await source.commit('two', { 'a.ts': '2' });

    const second = await store.syncRepository(reference);

    expect(second).toMatchObject({ commit, changed: true, previousCommit: first.commit });
    expect(await contents(second.snapshotPath)).toEqual({ 'a.ts': '2', 'b.ts': 'same' });
    expect(await contents(first.snapshotPath)).toEqual({ 'a.ts': '1', 'b.ts': 'same' });
  });

  test('only what is new in a commit is fetched, and no history', async () => {
    const { store, source, reference } = setting;
    await source.commit('old history', { 'old.ts': 'removed later' });
    await source.commit('one', { 'old.ts': undefined, 'a.ts': '1', 'lib/b.ts': 'b' });
    await store.syncRepository(reference);
    const before = await cachedObjects(folder);
    await source.commit('two', { 'a.ts': '2' });

    await store.syncRepository(reference);

    const after = await cachedObjects(folder);
    // First: commit, two trees, two files. Second: commit, root tree, one file.
    expect(before).toHaveLength(5);
    expect(after).toHaveLength(8);
  });

  test('branches, tags and commits are found by short name, full name and id', async () => {
    const { store, source, reference } = setting;
    const one = await source.commit('one', { 'a.ts': '1' });
    await source.git('tag', 'light');
    await source.git('tag', '--annotate', '--message', 'noted', 'noted');
    await source.git('branch', 'feature/x');
    const two = await source.commit('two', { 'a.ts': '2' });

    const found = async (ref: string | undefined): Promise<[string, string]> => {
      const result = await store.syncRepository({ ...reference, ref });
      return [result.ref, result.commit];
    };

    expect(await found(undefined)).toEqual(['refs/heads/main', two]);
    expect(await found('HEAD')).toEqual(['refs/heads/main', two]);
    expect(await found('main')).toEqual(['refs/heads/main', two]);
    expect(await found('refs/heads/feature/x')).toEqual(['refs/heads/feature/x', one]);
    expect(await found('feature/x')).toEqual(['refs/heads/feature/x', one]);
    expect(await found('light')).toEqual(['refs/tags/light', one]);
    expect(await found('noted')).toEqual(['refs/tags/noted', one]);
    expect(await found('refs/tags/noted')).toEqual(['refs/tags/noted', one]);
    expect(await found(one)).toEqual([one, one]);
  });

  test('a branch wins over a tag of the same name', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    await source.git('tag', 'v1');
    const two = await source.commit('two', { 'a.ts': '2' });
    await source.git('branch', 'v1');

    const result = await store.syncRepository({ ...reference, ref: 'v1' });

    expect(result).toMatchObject({ ref: 'refs/heads/v1', commit: two });
  });

  test('a commit that is here already is not asked for', async () => {
    const { store, source, reference } = setting;
    const commit = await source.commit('one', { 'a.ts': '1' });
    await store.syncRepository({ ...reference, ref: commit });
    await source.git('branch', '--move', 'gone');
    await source.git('update-ref', '-d', 'refs/heads/gone');
    const requests = server?.requests.length;

    const result = await store.syncRepository({ ...reference, ref: commit });

    expect(result).toMatchObject({ commit, changed: false });
    expect(server?.requests.length).toBe(requests);
  });

  test('a pinned commit that no branch leads to any more is still fetched', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    const lost = await source.commit('two', { 'a.ts': '2' });
    await source.git('reset', '--quiet', '--hard', 'HEAD~1');

    const result = await store.syncRepository({ ...reference, ref: lost });

    expect(await contents(result.snapshotPath)).toEqual({ 'a.ts': '2' });
  });

  test('a force-push is followed, and back again', async () => {
    const { store, source, reference } = setting;
    await source.commit('base', { 'base.ts': '0' });
    const one = await source.commit('one', { 'a.ts': '1' });
    await store.syncRepository(reference);
    await source.git('reset', '--quiet', '--hard', 'HEAD~1');
    const other = await source.commit('other', { 'b.ts': '2' });

    const forced = await store.syncRepository(reference);
    await source.git('reset', '--quiet', '--hard', one);
    const back = await store.syncRepository(reference);

    expect(forced).toMatchObject({ commit: other, changed: true, previousCommit: one });
    expect(await contents(forced.snapshotPath)).toEqual({ 'base.ts': '0', 'b.ts': '2' });
    expect(back).toMatchObject({ commit: one, changed: true, previousCommit: other });
  });

  test('a history that has nothing in common with the one before is followed', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    await store.syncRepository(reference);
    await source.git('checkout', '--quiet', '--orphan', 'fresh');
    const fresh = await source.commit('fresh', { 'a.ts': undefined, 'c.ts': '3' });
    await source.git('branch', '--force', 'main');

    const result = await store.syncRepository({ ...reference, ref: 'main' });

    expect(result).toMatchObject({ commit: fresh, changed: true });
    expect(await contents(result.snapshotPath)).toEqual({ 'c.ts': '3' });
  });

  test('a tag that moves is followed', async () => {
    const { store, source, reference } = setting;
    const one = await source.commit('one', { 'a.ts': '1' });
    await source.git('tag', 'stable');
    await store.syncRepository({ ...reference, ref: 'stable' });
    const two = await source.commit('two', { 'a.ts': '2' });
    await source.git('tag', '--force', 'stable');

    const result = await store.syncRepository({ ...reference, ref: 'stable' });

    expect(result).toMatchObject({ commit: two, changed: true, previousCommit: one });
  });

  test('a branch that was removed or renamed is reported by name, and its snapshot stays', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    await source.git('branch', 'release');
    const first = await store.syncRepository({ ...reference, ref: 'release' });
    await source.git('branch', '--move', 'release', 'released');

    const gone = store.syncRepository({ ...reference, ref: 'release' });

    await expect(gone).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_REF_NOT_FOUND',
      message:
        'The remote has no "refs/heads/release" and no "refs/tags/release". Was the branch or tag renamed or removed?',
    });
    expect(await contents(first.snapshotPath)).toEqual({ 'a.ts': '1' });
    expect((await store.syncRepository({ ...reference, ref: 'released' })).commit).toBe(first.commit);
  });

  test('renamed, added, modified and removed files are told apart', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': 'a', 'b.ts': 'b', 'c.ts': 'c', 'same.ts': 's' });
    const before = await store.syncRepository(reference);
    await source.commit('two', { 'a.ts': undefined, 'moved/a.ts': 'a', 'b.ts': 'B', 'c.ts': undefined, 'd.ts': 'd' });
    const after = await store.syncRepository(reference);

    const changes = await store.diffSnapshots(before, after);

    expect(changes).toEqual([
      { status: 'modified', path: 'b.ts' },
      { status: 'removed', path: 'c.ts' },
      { status: 'added', path: 'd.ts' },
      { status: 'renamed', path: 'moved/a.ts', previousPath: 'a.ts' },
    ]);
  });

  test('a path brings that folder alone, and fetches no file outside of it', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'jobs/a.ts': 'a', 'jobs/lib/b.ts': 'b', 'assets/large.bin': 'x'.repeat(50_000) });

    const result = await store.syncRepository({ ...reference, path: 'jobs/' });

    expect(result).toMatchObject({ path: 'jobs', files: 2, bytes: 2 });
    expect(await contents(result.snapshotPath)).toEqual({ 'a.ts': 'a', 'lib/b.ts': 'b' });
    // One commit, four trees, two files; the large file only where it cannot be left out.
    expect(await cachedObjects(folder)).toHaveLength(transport === 'a remote that cannot leave files out' ? 8 : 7);
  });

  test('a path that is a file, or is not there, is an error', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'jobs/a.ts': 'a' });

    const found = await Promise.allSettled(
      ['jobs/a.ts', 'nothing', 'jobs/nothing'].map(async (path) => store.syncRepository({ ...reference, path })),
    );

    expect(
      found.map((result) => (result.status === 'rejected' ? (result.reason as { code: string }).code : '')),
    ).toEqual(['JOBWRIGHT_GIT_PATH_NOT_FOUND', 'JOBWRIGHT_GIT_PATH_NOT_FOUND', 'JOBWRIGHT_GIT_PATH_NOT_FOUND']);
  });

  test('a snapshot is read-only and keeps executables and links', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'lib/a.ts': 'a', 'tool.sh': '#!/bin/sh\n' });
    await source.git('update-index', '--chmod=+x', 'tool.sh');
    const link = await source.writeBlob('../lib/a.ts');
    await source.git('update-index', '--add', '--cacheinfo', `120000,${link},links/a`);
    await source.git('commit', '--quiet', '--message', 'two');

    const { snapshotPath } = await store.syncRepository(reference);

    const mode = async (path: string): Promise<string> =>
      ((await lstat(join(snapshotPath, path))).mode & 0o777).toString(8);
    expect([await mode('.'), await mode('lib'), await mode('lib/a.ts'), await mode('tool.sh')]).toEqual([
      '555',
      '555',
      '444',
      '555',
    ]);
    expect(await readlink(join(snapshotPath, 'links/a'))).toBe('../lib/a.ts');
    expect(await readFile(join(snapshotPath, 'links/a'), 'utf8')).toBe('a');
  });

  test('LFS pointers and submodules are reported, not followed', async () => {
    const { store, source, reference } = setting;
    const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
    await source.commit('one', {
      '.gitmodules': '[submodule "lib"]\n\tpath = jobs/vendor/lib\n\turl = https://example.com/lib.git\n',
      '.gitattributes': '*.bin filter=lfs diff=lfs merge=lfs -text\n',
      'jobs/model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`,
    });
    const pinned = '1'.repeat(40);
    await source.git('update-index', '--add', '--cacheinfo', `160000,${pinned},jobs/vendor/lib`);
    await source.git('commit', '--quiet', '--message', 'two');

    const whole = await store.syncRepository(reference);
    const jobs = await store.syncRepository({ ...reference, path: 'jobs' });

    expect(whole.lfsPointers).toEqual([{ path: 'jobs/model.bin', oid, size: 12345, followed: false }]);
    expect(whole.submodules).toEqual([
      { path: 'jobs/vendor/lib', commit: pinned, url: 'https://example.com/lib.git', followed: false },
    ]);
    expect(jobs.submodules).toEqual([
      { path: 'vendor/lib', commit: pinned, url: 'https://example.com/lib.git', followed: false },
    ]);
    expect(Object.keys(await contents(jobs.snapshotPath))).toEqual(['model.bin']);
  });

  test('attributes do not change a byte of a file', async () => {
    const { store, source, reference } = setting;
    const content = Buffer.from('line\r\n$Id$\n$Format:%H$\n\0\xff', 'latin1');
    const blob = await source.writeBlob(content);
    await source.commit('one', {
      '.gitattributes': '* text eol=crlf ident export-subst filter=evil\nhidden.ts export-ignore\n',
      'hidden.ts': 'shown\n',
    });
    await source.git('update-index', '--add', '--cacheinfo', `100644,${blob},data.bin`);
    await source.git('commit', '--quiet', '--message', 'two');

    const { snapshotPath } = await store.syncRepository(reference);

    expect(await readFile(join(snapshotPath, 'data.bin'))).toEqual(content);
    expect(await readFile(join(snapshotPath, 'hidden.ts'), 'utf8')).toBe('shown\n');
  });

  test('branches and tags are listed, the default branch first', async () => {
    const { store, source, reference } = setting;
    const one = await source.commit('one', { 'a.ts': '1' });
    await source.git('branch', 'alpha');
    await source.git('tag', '--annotate', '--message', 'noted', 'v1');
    const two = await source.commit('two', { 'a.ts': '2' });

    const refs = await store.listRefs(reference);

    expect(refs).toEqual([
      { name: 'refs/heads/main', kind: 'branch', commit: two, isDefault: true },
      { name: 'refs/heads/alpha', kind: 'branch', commit: one, isDefault: false },
      { name: 'refs/tags/v1', kind: 'tag', commit: one, isDefault: false },
    ]);
  });

  test('an empty repository and an empty tree are told apart', async () => {
    const { store, source, reference } = setting;
    const empty = store.syncRepository(reference);
    await expect(empty).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_REF_NOT_FOUND' });
    await source.commit('nothing in it');

    const result = await store.syncRepository(reference);

    expect(result).toMatchObject({ files: 0, bytes: 0 });
    expect(await contents(result.snapshotPath)).toEqual({});
  });

  test('the settings of the cache hold nothing but the URL', async () => {
    const { store, source, reference } = setting;
    await source.commit('one', { 'a.ts': '1' });
    await store.syncRepository(reference);

    const [key = ''] = await readdir(join(folder.path, 'store', 'repositories'));
    const config = await readFile(join(folder.path, 'store', 'repositories', key, 'cache.git', 'config'), 'utf8');

    const url = server === undefined ? `${source.url}/.git` : reference.url;
    expect(config).toBe(`[core]\n\trepositoryformatversion = 0\n\tbare = true\n[remote "origin"]\n\turl = "${url}"\n`);
  });
});

test('a repository with SHA-256 ids is synced', async () => {
  await using folder = await createTestFolder();
  const source = await createRepositoryFixture(join(folder.path, 'jobs'), { objectFormat: 'sha256' });
  const commit = await source.commit('one', { 'a.ts': '1' });
  const store = createRepositoryStore({ directory: join(folder.path, 'store'), policy: { fileRoots: [folder.path] } });

  const result = await store.syncRepository({ url: source.url });

  expect(commit).toHaveLength(64);
  expect(result.commit).toBe(commit);
  expect(await contents(result.snapshotPath)).toEqual({ 'a.ts': '1' });
});

/** All files below a folder with their contents, by path. */
async function contents(directory: string): Promise<Record<string, string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(async (file) => [file.slice(directory.length + 1), await readFile(file, 'utf8')] as const);
  return Object.fromEntries(await Promise.all(read));
}

/** Ids of the objects in the store's only cache. */
async function cachedObjects(folder: TestFolder): Promise<string[]> {
  const repositories = join(folder.path, 'store', 'repositories');
  const [key = ''] = await readdir(repositories);
  const cwd = join(repositories, key, 'cache.git');
  const output = await git(['cat-file', '--batch-check=%(objectname)', '--batch-all-objects'], { cwd });
  return output.trimEnd().split('\n');
}
