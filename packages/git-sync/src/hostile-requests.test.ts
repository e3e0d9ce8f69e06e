import { mkdir, readdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type SyncOptions } from './index.ts';
import { createRepositoryFixture, createTestFolder, type RepositoryFixture, type TestFolder } from './testing/index.ts';

let folder: TestFolder;
let source: RepositoryFixture;
let store: RepositoryStore;

beforeEach(async () => {
  folder = await createTestFolder();
  source = await createRepositoryFixture(join(folder.path, 'remotes', 'jobs'));
  await source.commit('one', { 'jobs/a.ts': 'a' });
  store = createRepositoryStore({
    directory: join(folder.path, 'store'),
    policy: {
      hosts: ['git.example.com', '*.example.org'],
      fileRoots: [join(folder.path, 'remotes')],
      allowLoopbackHttp: true,
    },
    environment: {
      PATH: process.env['PATH'],
      JOBWRIGHT_SECRET_EMPTY: '',
      DATABASE_URL: 'postgres://secret',
      JOBWRIGHT_SECRET_LINES: 'a\nb',
    },
  });
});

afterEach(async () => {
  await store.close();
  await folder.remove();
});

const URL_CODE = 'JOBWRIGHT_GIT_URL_NOT_ALLOWED';

// One line for each: what it is, and the URL.
const urls: readonly (readonly [string, string])[] = [
  ['an empty URL', ''],
  ['a URL without end', `https://git.example.com/${'a'.repeat(3_000)}`],
  ['an option', '--upload-pack=touch /tmp/owned'],
  ['an option that looks like a host', '-oProxyCommand=touch${IFS}owned:path'],
  ['the transport helper that runs a command', 'ext::sh -c "touch owned"'],
  ['the same without a space', 'ext::sh'],
  ['the transport helper for open files', 'fd::3'],
  ['a transport helper of somebody', 'any::https://git.example.com/a'],
  ['git: without encryption', 'git://git.example.com/a'],
  ['http: to a host elsewhere', 'http://git.example.com/a'],
  ['http: to a host that only begins like this machine', 'http://127.0.0.1.example.com/a'],
  [
    'http: to this machine in numbers of another kind, which the URL parser sees through to be refused by the list of hosts',
    'http://2130706433/a',
  ],
  ['ftp:', 'ftp://git.example.com/a'],
  ['javascript:', 'javascript:alert(1)'],
  ['a path', '/etc/passwd'],
  ['a path that goes up', '../other'],
  ['a password in the URL', 'https://user:password@git.example.com/a'],
  ['a token as the user name', 'https://token@git.example.com/a'],
  ['a password in an SSH URL', 'ssh://git:password@git.example.com/a'],
  ['a line break', 'https://git.example.com/a\nhost=evil.example.com'],
  ['an encoded line break', 'https://git.example.com/a%0ahost=evil.example.com'],
  ['an encoded NUL', 'https://git.example.com/a%00b'],
  ['a backslash', 'https:\\\\git.example.com\\a'],
  ['white space', 'https://git.example.com/a b'],
  ['letters that look like others', 'https://gіt.example.com/a'],
  ['a query', 'https://git.example.com/a?token=secret'],
  ['a fragment', 'https://git.example.com/a#main'],
  ['a host that is not in the list', 'https://evil.example.com/a'],
  ['a host that only ends like one in the list', 'https://notexample.org/a'],
  ['the domain of a wildcard itself', 'https://example.org/a'],
  ['an SSH host that is not in the list', 'git@evil.example.com:a'],
  ['an SSH user that is an option', 'ssh://-oProxyCommand=owned@git.example.com/a'],
  ['an SSH host that is an option', 'ssh://-oProxyCommand=owned/a'],
  ['an SSH path that is an option', 'git@git.example.com:-oProxyCommand=owned'],
  ['an SSH user with a quote', "a'b@git.example.com:a"],
  ['an SSH URL without a path', 'ssh://git@git.example.com'],
  ['file: with a host', 'file://git.example.com/a'],
  ['file: outside of the allowed folders', 'file:///etc'],
  ['file: that goes up and out', 'file:///remotes/../../../etc'],
  ['file: that does not exist', 'file:///does/not/exist'],
];

describe('a hostile URL is refused before anything is asked', () => {
  test.each(urls)('%s', async (_name, url) => {
    await expect(store.syncRepository({ url })).rejects.toMatchObject({ code: URL_CODE });
    await expect(store.listRefs({ url })).rejects.toMatchObject({ code: URL_CODE });
  });
});

// One line for each: what it is, the request, and how it ends.
const requests: readonly (readonly [string, Omit<SyncOptions, 'url'>, string])[] = [
  ['a ref that is an option', { ref: '--upload-pack=touch owned' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref that is a short option', { ref: '-f' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a full ref whose name is an option', { ref: 'refs/heads/-f' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['an empty ref', { ref: '' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a refspec', { ref: 'main:refs/heads/owned' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a forced refspec', { ref: '+refs/heads/*:refs/*' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a pattern', { ref: 'refs/heads/*' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a range', { ref: 'main..other' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a revision expression', { ref: 'main~1' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a reflog expression', { ref: 'main@{1}' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref that goes up', { ref: 'refs/heads/../../config' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref of another kind', { ref: 'refs/pull/1/head' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref with a line break', { ref: 'main\nother' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref with a NUL', { ref: 'main\0other' }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['a ref without end', { ref: 'a'.repeat(10_000) }, 'JOBWRIGHT_GIT_REF_INVALID'],
  ['half a commit id', { ref: 'abcdef1' }, 'JOBWRIGHT_GIT_REF_NOT_FOUND'],
  ['a commit that does not exist', { ref: '1'.repeat(40) }, 'JOBWRIGHT_GIT_COMMIT_NOT_FOUND'],
  ['a path that goes up', { path: '../jobs' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path that goes up later', { path: 'jobs/../../other' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['an absolute path', { path: '/etc' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path of slashes', { path: '//' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path with a line break', { path: 'jobs\nHEAD' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path into ".git"', { path: '.git/hooks' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path with a backslash', { path: '..\\other' }, 'JOBWRIGHT_GIT_PATH_INVALID'],
  ['a path that is an option', { path: '--help' }, 'JOBWRIGHT_GIT_PATH_NOT_FOUND'],
];

describe('a hostile request is refused', () => {
  test.each(requests)('%s', async (_name, request, code) => {
    await expect(store.syncRepository({ url: source.url, ...request })).rejects.toMatchObject({ code });
    expect(await readdir(folder.path)).toEqual(['remotes', 'store']);
  });
});

// One line for each: what it is, and the credentials.
const credentials: readonly (readonly [string, SyncOptions['credentials']])[] = [
  ['a variable that is no secret of ours', { type: 'https-token', token: { env: 'DATABASE_URL' } }],
  ['a variable that is not set', { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_UNSET' } }],
  ['a variable that is empty', { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_EMPTY' } }],
  [
    'a token with a line break, which would be a header of its own',
    { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_LINES' } },
  ],
  ['a variable whose name is a property of every object', { type: 'https-token', token: { env: '__proto__' } }],
  ['a file outside of the folders for secrets', { type: 'https-token', token: { file: '/etc/passwd' } }],
  ['a file that goes up', { type: 'https-token', token: { file: '/run/secrets/../../etc/passwd' } }],
  [
    'an SSH key for https:',
    { type: 'ssh-key', privateKey: { env: 'JOBWRIGHT_SECRET_LINES' }, knownHosts: { text: 'x' } },
  ],
];

describe('hostile credentials are refused', () => {
  test.each(credentials)('%s', async (_name, value) => {
    const sync = store.syncRepository({ url: 'https://git.example.com/a', credentials: value });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_CREDENTIALS_INVALID' });
    await expect(sync).rejects.not.toThrow(/postgres:|root:/);
  });
});

describe('a file: repository that is a door to another folder is refused', () => {
  const sync = async (): Promise<unknown> => store.syncRepository({ url: source.url });

  test('".git" as a file', async () => {
    await rename(join(source.directory, '.git'), join(folder.path, 'outside.git'));
    await writeFile(join(source.directory, '.git'), `gitdir: ${join(folder.path, 'outside.git')}\n`);

    await expect(sync()).rejects.toMatchObject({
      code: URL_CODE,
      message: expect.stringContaining('".git" is a file or link'),
    });
  });

  test('".git" as a link', async () => {
    await rename(join(source.directory, '.git'), join(folder.path, 'outside.git'));
    await symlink(join(folder.path, 'outside.git'), join(source.directory, '.git'));

    await expect(sync()).rejects.toMatchObject({ code: URL_CODE });
  });

  test('the folder itself as a link', async () => {
    await rename(source.directory, join(folder.path, 'outside'));
    await symlink(join(folder.path, 'outside'), source.directory);

    await expect(sync()).rejects.toMatchObject({ code: URL_CODE });
  });

  test('objects by a link', async () => {
    await rename(join(source.directory, '.git/objects'), join(folder.path, 'objects'));
    await symlink(join(folder.path, 'objects'), join(source.directory, '.git/objects'));

    await expect(sync()).rejects.toMatchObject({
      code: URL_CODE,
      message: expect.stringContaining('"objects" is a link'),
    });
  });

  test('objects by alternates', async () => {
    await writeFile(join(source.directory, '.git/objects/info/alternates'), '/somewhere/else/objects\n');

    await expect(sync()).rejects.toMatchObject({
      code: URL_CODE,
      message: expect.stringContaining('objects/info/alternates'),
    });
  });

  test('a ".git" within ".git"', async () => {
    await mkdir(join(source.directory, '.git/.git'));

    await expect(sync()).rejects.toMatchObject({ code: URL_CODE });
  });

  test('a folder without a repository', async () => {
    await mkdir(join(folder.path, 'remotes', 'empty'));

    const found = store.syncRepository({ url: pathToFileURL(join(folder.path, 'remotes', 'empty')).href });

    await expect(found).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND' });
  });
});

test('without a policy there is no file:, no http:, and no error tells what was in the URL', async () => {
  const closed = createRepositoryStore({ directory: join(folder.path, 'closed') });

  await expect(closed.syncRepository({ url: source.url })).rejects.toMatchObject({ code: URL_CODE });
  await expect(closed.syncRepository({ url: 'http://127.0.0.1:1/a' })).rejects.toMatchObject({ code: URL_CODE });
  await expect(closed.syncRepository({ url: 'https://user:hunter2@git.example.com/a' })).rejects.not.toThrow(/hunter2/);
});
