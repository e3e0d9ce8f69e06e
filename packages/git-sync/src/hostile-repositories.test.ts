import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type SyncLimits } from './index.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  type HandMadeEntry,
  type RepositoryFixture,
  type TestFolder,
} from './testing/index.ts';

/** Limits that a small repository can pass. */
const SMALL: Partial<SyncLimits> = {
  entries: 200,
  fileBytes: 100_000,
  snapshotBytes: 400_000,
  downloadBytes: 2_000_000,
  pathBytes: 200,
  pathDepth: 10,
  timeoutMs: 30_000,
};

let folder: TestFolder;
let source: RepositoryFixture;
let store: RepositoryStore;

beforeEach(async () => {
  folder = await createTestFolder();
  source = await createRepositoryFixture(join(folder.path, 'remotes', 'hostile'));
  store = createRepositoryStore({
    directory: join(folder.path, 'store'),
    policy: { fileRoots: [join(folder.path, 'remotes')] },
    limits: SMALL,
  });
});

afterEach(async () => {
  await store.close();
  await folder.remove();
});

/** Makes the root tree of a commit. `blob` is the id of a file with the text "x". */
type MakeTree = (source: RepositoryFixture, blob: string) => Promise<readonly HandMadeEntry[]>;

const file = (name: string | Buffer, blob: string): HandMadeEntry => ({ mode: '100644', name, id: blob });
const link = async (source: RepositoryFixture, name: string, target: string | Buffer): Promise<HandMadeEntry> => ({
  mode: '120000',
  name,
  id: await source.writeBlob(target),
});
const folderOf = async (
  source: RepositoryFixture,
  name: string | Buffer,
  entries: readonly HandMadeEntry[],
): Promise<HandMadeEntry> => ({
  mode: '40000',
  name,
  id: await source.writeTree(entries),
});
const UNSAFE = 'JOBWRIGHT_GIT_UNSAFE_ENTRY';
const LIMIT = 'JOBWRIGHT_GIT_LIMIT_EXCEEDED';
const NOT_GIVEN = 'JOBWRIGHT_GIT_COMMIT_NOT_FOUND';
const CORRUPT = 'JOBWRIGHT_GIT_CORRUPT_OBJECTS';

// One line for each hostile tree: what it is, how it is made, and how the sync ends.
const trees: readonly (readonly [string, MakeTree, string])[] = [
  ['a file named ".."', async (_, x) => [file('..', x)], UNSAFE],
  ['a file named "."', async (_, x) => [file('.', x)], UNSAFE],
  ['a folder named ".."', async (s, x) => [await folderOf(s, '..', [file('escaped', x)])], UNSAFE],
  ['a file whose name has a slash', async (_, x) => [file('../../escaped', x)], UNSAFE],
  ['a file with an absolute name', async (_, x) => [file('/tmp/escaped', x)], UNSAFE],
  ['a file with an empty name', async (_, x) => [file('', x)], CORRUPT],
  ['a folder with an empty name', async (s, x) => [await folderOf(s, '', [file('a', x)])], CORRUPT],
  ['a folder named ".git" with hooks', async (s, x) => [await folderOf(s, '.git', [file('config', x)])], UNSAFE],
  [
    'a file named ".git" that names another repository',
    async (s) => [file('.git', await s.writeBlob('gitdir: /etc'))],
    UNSAFE,
  ],
  ['".GIT" in other letters', async (s, x) => [await folderOf(s, '.GIT', [file('config', x)])], UNSAFE],
  ['".git " as Windows reads it', async (s, x) => [await folderOf(s, '.git .', [file('config', x)])], UNSAFE],
  ['".git" by its short name on Windows', async (s, x) => [await folderOf(s, 'git~1', [file('config', x)])], UNSAFE],
  ['".git" as a stream on Windows', async (_, x) => [file('.git::$INDEX_ALLOCATION', x)], UNSAFE],
  [
    '".git" with a hidden character, as macOS reads it',
    async (s, x) => [await folderOf(s, '.g\u200cit', [file('config', x)])],
    UNSAFE,
  ],
  [
    '".git" deep in the tree',
    async (s, x) => [await folderOf(s, 'a', [await folderOf(s, '.git', [file('config', x)])])],
    UNSAFE,
  ],
  ['a name with a backslash', async (_, x) => [file('..\\..\\escaped', x)], UNSAFE],
  ['a name with a line break', async (_, x) => [file('a\nb', x)], UNSAFE],
  ['a name with a terminal escape', async (_, x) => [file('\u001b]0;owned\u0007', x)], UNSAFE],
  ['a name that reads backwards', async (_, x) => [file('a\u202Est.js', x)], UNSAFE],
  ['a name that is not UTF-8', async (_, x) => [file(Buffer.from([0x61, 0xff, 0xfe]), x)], UNSAFE],
  ['a name longer than a disk takes', async (_, x) => [file('n'.repeat(256), x)], LIMIT],
  ['a path that is too long', async (s, x) => [await folderOf(s, 'n'.repeat(150), [file('n'.repeat(100), x)])], LIMIT],
  ['folders that are too deep', async (s, x) => [await deepFolder(s, x, 12)], LIMIT],
  ['folders a thousand deep', async (s, x) => [await deepFolder(s, x, 1_000)], LIMIT],
  ['names that differ in case only', async (_, x) => [file('Readme', x), file('readme', x)], UNSAFE],
  ['names that differ in accents only', async (_, x) => [file('e\u0301', x), file('\u00e9', x)], UNSAFE],
  [
    'a link and a folder that differ in case only',
    async (s, x) => [await link(s, 'A', '..'), await folderOf(s, 'a', [file('b', x)])],
    UNSAFE,
  ],
  ['the same file twice', async (_, x) => [file('a', x), file('a', x)], UNSAFE],
  [
    'a link and a folder of the same name',
    async (s, x) => [await link(s, 'a', '/tmp'), await folderOf(s, 'a', [file('escaped', x)])],
    UNSAFE,
  ],
  ['a link to an absolute path', async (s) => [await link(s, 'a', '/etc/passwd')], UNSAFE],
  ['a link out of the tree', async (s) => [await link(s, 'a', '../../../../etc/passwd')], UNSAFE],
  [
    'a link out of the tree by way of another link',
    async (s) => [
      await folderOf(s, 'b', [await folderOf(s, 'c', [await link(s, 'up', '../..')])]),
      await link(s, 'z', 'b/c/up/../outside'),
    ],
    UNSAFE,
  ],
  ['a link to itself', async (s) => [await link(s, 'a', 'a')], UNSAFE],
  ['links in a circle', async (s) => [await link(s, 'a', 'b/x'), await link(s, 'b', 'a/y')], UNSAFE],
  ['a link with a NUL in its target', async (s) => [await link(s, 'a', 'b\0../../etc')], UNSAFE],
  ['a link to a Windows drive', async (s) => [await link(s, 'a', 'C:/Windows')], UNSAFE],
  ['a link with an empty target', async (s) => [await link(s, 'a', '')], UNSAFE],
  ['a link with an endless target', async (s) => [await link(s, 'a', 'a/'.repeat(10_000))], UNSAFE],
  [
    'a link into a submodule',
    async (s, x) => [await link(s, 'a', 'lib/x'), { mode: '160000', name: 'lib', id: x }],
    UNSAFE,
  ],
  ['".gitmodules" as a link', async (s) => [await link(s, '.gitmodules', 'elsewhere')], UNSAFE],
  ['".gitattributes" as a link', async (s) => [await link(s, '.gitattributes', 'elsewhere')], UNSAFE],
  ['".gitignore" as a link, in other letters', async (s) => [await link(s, '.GitIgnore', 'elsewhere')], UNSAFE],
  ['a submodule named ".git"', async (_, x) => [{ mode: '160000', name: '.git', id: x }], UNSAFE],
  [
    'a file that is a folder object',
    async (s, x) => [{ mode: '100644', name: 'a', id: await s.writeTree([file('b', x)]) }],
    UNSAFE,
  ],
  ['a folder that is a file object', async (_, x) => [{ mode: '40000', name: 'a', id: x }], CORRUPT],
  [
    'a link that is a folder object',
    async (s, x) => [{ mode: '120000', name: 'a', id: await s.writeTree([file('b', x)]) }],
    UNSAFE,
  ],
  ['a file that is not there', async () => [file('a', '1'.repeat(40))], CORRUPT],
  [
    'more submodules than allowed',
    async (_, x) => numbered(201).map((name) => ({ mode: '160000', name, id: x })),
    LIMIT,
  ],
  ['more files than allowed', async (_, x) => numbered(201).map((name) => file(name, x)), LIMIT],
  ['ten objects that describe ten billion files', async (s, x) => bomb(s, x), LIMIT],
  ['a file that is too large', async (s) => [file('a', await s.writeBlob(Buffer.alloc(100_001)))], LIMIT],
  ['one file a hundred times, too large together', async (s) => [...(await repeated(s, 100, 50_000))], LIMIT],
  ['an object that unpacks to 100 MB', async (s) => [file('a', await s.writeBlob(Buffer.alloc(100_000_000)))], LIMIT],
  ['more bytes than may be fetched', async (s) => [file('a', await s.writeBlob(noise(3_000_000)))], LIMIT],
];

describe('a hostile tree is refused, and nothing of it stays', () => {
  test.each(trees)('%s', async (_name, makeTree, code) => {
    const entries = await makeTree(source, await source.writeBlob('x'));
    await source.commitTree(await source.writeTree(entries));

    const sync = store.syncRepository({ url: source.url });

    await expect(sync).rejects.toMatchObject({ code });
    await expectNothingLeft();
    await expectOthersToWork();
  });
});

// One line for each hostile commit: what it is, how its text is made from the id of a tree, and how the sync ends.
const commits: readonly (readonly [string, (tree: string) => string, string])[] = [
  ['without a tree', () => `author A <a> 0 +0000\ncommitter A <a> 0 +0000\n\nx`, NOT_GIVEN],
  ['of a tree that is not there', () => commitText('1'.repeat(40), 'x'), CORRUPT],
  ['with a message of 2 MB', (tree) => commitText(tree, 'x'.repeat(2_000_000)), LIMIT],
];

describe('a hostile commit is refused', () => {
  test.each(commits)('%s', async (_name, textOf, code) => {
    const tree = await source.writeTree([file('a', await source.writeBlob('x'))]);
    await source.writeCommit(textOf(tree));

    const sync = store.syncRepository({ url: source.url });

    await expect(sync).rejects.toMatchObject({ code });
    await expectNothingLeft();
    await expectOthersToWork();
  });
});

test('a commit with a date beyond all dates, and an author of control characters, is taken and made printable', async () => {
  const tree = await source.writeTree([file('a', await source.writeBlob('x'))]);
  const author = 'author \u0000\u001b[2J <\u0007> 99999999999999999999 +9999';
  await source.writeCommit(`tree ${tree}\n${author}\ncommitter A <a> 0 +0000\n\n\u001b]0;x\u0007`);

  const { commitInfo } = await store.syncRepository({ url: source.url });

  expect(JSON.stringify(commitInfo)).not.toMatch(/\\u00/);
  expect(commitInfo.date).toBe('1970-01-01T00:00:00.000Z');
});

function commitText(tree: string, message: string): string {
  return `tree ${tree}\nauthor A <a> 0 +0000\ncommitter A <a> 0 +0000\n\n${message}`;
}

/** Folders in folders, `depth` of them. */
async function deepFolder(source: RepositoryFixture, blob: string, depth: number): Promise<HandMadeEntry> {
  let entry = file('a', blob);
  for (let level = 0; level < depth; level += 1) {
    entry = await folderOf(source, 'd', [entry]);
  }
  return entry;
}

/** https://kate.io/blog/git-bomb/ */
async function bomb(source: RepositoryFixture, blob: string): Promise<HandMadeEntry[]> {
  let entries = numbered(10).map((name) => file(name, blob));
  for (let level = 0; level < 8; level += 1) {
    const { id } = await folderOf(source, 'd', entries);
    entries = numbered(10).map((name) => ({ mode: '40000', name, id }));
  }
  return entries;
}

async function repeated(source: RepositoryFixture, count: number, bytes: number): Promise<HandMadeEntry[]> {
  const blob = await source.writeBlob(Buffer.alloc(bytes));
  return numbered(count).map((name) => file(name, blob));
}

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `f${String(index).padStart(4, '0')}`);
}

/** Bytes that cannot be compressed, the same each time. */
function noise(bytes: number): Buffer {
  let state = 1;
  return Buffer.from(
    Array.from({ length: bytes }, () => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return (state >> 16) & 0xff;
    }),
  );
}

/** No snapshot, no half of one, no temporary file; and nothing beside the store. */
async function expectNothingLeft(): Promise<void> {
  const entries = await readdir(join(folder.path, 'store'), { recursive: true });
  const unexpected = entries.filter(
    (entry) => /\/snapshots\/|scratch-|tmp_|\.lock$/.test(entry) && !/\/(?:sync|refs)\.lock$/.test(entry),
  );
  expect(unexpected).toEqual([]);
  expect((await readdir(folder.path)).sort()).toEqual(['remotes', 'store']);
}

async function expectOthersToWork(): Promise<void> {
  const other = await createRepositoryFixture(join(folder.path, 'remotes', 'other'));
  const commit = await other.commit('fine', { 'a.ts': 'a' });
  await expect(store.syncRepository({ url: other.url })).resolves.toMatchObject({ commit, files: 1 });
}
