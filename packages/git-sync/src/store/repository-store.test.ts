import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  createRepositoryStore,
  type RepositoryStore,
  type RepositoryStoreOptions,
  type SyncOptions,
  type SyncResult,
} from '../index.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  type GitHttpServer,
  type RepositoryFixture,
  serveRepositories,
  type TestFolder,
} from '../testing/index.ts';

const TOKEN = 'a-token-that-nobody-may-see-51c8';

let folder: TestFolder;
let source: RepositoryFixture;
let server: GitHttpServer;
let intercept: (request: IncomingMessage, response: ServerResponse) => boolean;
let storeOptions: RepositoryStoreOptions;
let store: RepositoryStore;
let reference: SyncOptions;

beforeEach(async () => {
  folder = await createTestFolder();
  const root = join(folder.path, 'remotes');
  source = await createRepositoryFixture(join(root, 'jobs'));
  intercept = () => false;
  server = await serveRepositories({
    root,
    token: TOKEN,
    intercept: (request, response) => intercept(request, response),
  });
  storeOptions = {
    directory: join(folder.path, 'store'),
    policy: { allowLoopbackHttp: true, secretDirectories: [join(folder.path, 'secrets')] },
    environment: {
      PATH: process.env['PATH'] ?? '',
      JOBWRIGHT_SECRET_TOKEN: TOKEN,
      JOBWRIGHT_SECRET_WRONG: 'wrong-token-77aa',
    },
  };
  store = createRepositoryStore(storeOptions);
  reference = {
    url: `${server.url}/jobs/.git`,
    credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_TOKEN' } },
  };
});

afterEach(async () => {
  await store.close();
  await server.close();
  await folder.remove();
});

/** Requests that fetch objects; asking for refs is a request of the same kind, and one for each process. */
const isUpload = (request: IncomingMessage): boolean => request.method === 'POST';

async function filesIn(directory: string): Promise<string[]> {
  return (await readdir(directory, { recursive: true })).sort();
}

async function repositoryDirectory(): Promise<string> {
  const repositories = join(folder.path, 'store', 'repositories');
  const [key = ''] = await readdir(repositories);
  return join(repositories, key);
}

function startProcess(environment: Record<string, string> = {}): ChildProcess {
  const script = join(import.meta.dirname, '..', 'testing', 'sync-process.ts');
  return spawn(
    process.execPath,
    [...process.execArgv, script, JSON.stringify(storeOptions), JSON.stringify(reference)],
    {
      env: { ...process.env, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
}

async function outputOf(child: ChildProcess): Promise<{ stdout: string; stderr: string }> {
  const chunks: { stdout: Buffer[]; stderr: Buffer[] } = { stdout: [], stderr: [] };
  child.stdout?.on('data', (chunk: Buffer) => chunks.stdout.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => chunks.stderr.push(chunk));
  await once(child, 'close');
  return { stdout: Buffer.concat(chunks.stdout).toString(), stderr: Buffer.concat(chunks.stderr).toString() };
}

describe('two syncs of one repository at once', () => {
  test('make one, in one process', async () => {
    await source.commit('one', { 'a.ts': 'a' });

    const results = await Promise.all(Array.from({ length: 10 }, async () => store.syncRepository(reference)));

    expect(new Set(results.map((result) => JSON.stringify(result))).size).toBe(1);
    expect(server.requests.filter((request) => request.startsWith('GET'))).toHaveLength(2); // refs, then the commit
  });

  test('make one, in two stores on the same folder', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const other = createRepositoryStore(storeOptions);

    const results = await Promise.all([store.syncRepository(reference), other.syncRepository(reference)]);

    expect(new Set(results.map(({ created }) => created)).size).toBe(1);
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
    await other.close();
  });

  test('make one, in several processes', async () => {
    await source.commit('one', { 'a.ts': 'a' });

    const outputs = await Promise.all([1, 2, 3].map(async () => outputOf(startProcess())));

    const results = outputs.map(({ stdout }) => JSON.parse(stdout) as SyncResult);
    expect(new Set(results.map(({ created }) => created)).size).toBe(1);
    expect(results.filter(({ changed }) => changed)).toHaveLength(1);
  });

  test('of different branches wait for each other, and both are right', async () => {
    const one = await source.commit('one', { 'a.ts': '1' });
    await source.git('branch', 'old');
    const two = await source.commit('two', { 'a.ts': '2' });

    const results = await Promise.all(['old', 'main'].map(async (ref) => store.syncRepository({ ...reference, ref })));

    expect(results.map(({ commit }) => commit)).toEqual([one, two]);
  });
});

describe('a sync that is interrupted', () => {
  test('by kill -9 leaves a lock that is free, and what it left is gone after the next sync', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    let uploads = 0;
    intercept = (request) => {
      uploads += isUpload(request) ? 1 : 0;
      if (uploads < 2) {
        return false;
      }
      resolve(); // the fetch hangs here
      return true;
    };
    const child = startProcess();
    await reached;
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(
      (await filesIn(await repositoryDirectory())).filter((name) => name.startsWith('scratch-sync-')),
    ).toHaveLength(1);
    intercept = () => false;

    const result = await store.syncRepository(reference);

    expect(result).toMatchObject({ files: 1, changed: true });
    const files = await filesIn(await repositoryDirectory());
    expect(files.filter((name) => /scratch-|tmp_|\.incoming-|cache\.git\/.*\.lock$/.test(name))).toEqual([]);
    expect(await processesOf(await repositoryDirectory())).toEqual([]);
  });

  test('by its caller ends at once, with its processes, and leaves nothing', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    intercept = () => {
      resolve();
      return true;
    };
    const controller = new AbortController();
    const outcome = store.syncRepository({ ...reference, signal: controller.signal }).catch((error: unknown) => error);
    await reached;

    controller.abort();

    expect(await outcome).toMatchObject({ code: 'JOBWRIGHT_GIT_CANCELED' });
    await store.close();
    expect(await filesIn(await repositoryDirectory())).toEqual(['sync.lock']);
    expect(await processesOf(await repositoryDirectory())).toEqual([]);
  });

  test('by one of two callers goes on for the other', async () => {
    const commit = await source.commit('one', { 'a.ts': 'a' });
    const controller = new AbortController();
    const first = store.syncRepository({ ...reference, signal: controller.signal });
    const second = store.syncRepository(reference);

    controller.abort();

    await expect(first).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_CANCELED' });
    await expect(second).resolves.toMatchObject({ commit });
  });

  test('by closing the store is canceled, and later syncs are refused', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const { promise: reached, resolve } = Promise.withResolvers<void>();
    intercept = () => {
      resolve();
      return true;
    };
    const outcome = store.syncRepository(reference).catch((error: unknown) => error);
    await reached;

    await store.close();

    expect(await outcome).toMatchObject({ code: 'JOBWRIGHT_GIT_CANCELED' });
    await expect(store.syncRepository(reference)).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_CANCELED' });
  });
});

test('a reader finds whole snapshots only, while commits come in and old ones are pruned', async () => {
  const readers = { seen: 0, broken: 0, stopped: false };
  await source.commit('0', Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}.ts`, '0'])));
  await store.syncRepository(reference);
  const snapshots = join(await repositoryDirectory(), 'snapshots');
  const reading = (async () => {
    while (!readers.stopped) {
      for (const name of (await readdir(snapshots)).filter((entry) => !entry.startsWith('.'))) {
        const files = await readdir(join(snapshots, name, 'tree')).catch(() => undefined);
        readers.seen += 1;
        readers.broken +=
          files !== undefined && files.length !== 30 && (await readdir(snapshots)).includes(name) ? 1 : 0;
      }
    }
  })();

  for (let round = 1; round <= 8; round += 1) {
    const commit = await source.commit(String(round), { 'f0.ts': String(round) });
    await store.syncRepository(reference);
    await store.pruneSnapshots({ ...reference, inUse: [commit], graceMs: 0 });
  }

  readers.stopped = true;
  await reading;
  expect(readers.broken).toBe(0);
  expect(readers.seen).toBeGreaterThan(8);
});

describe('secrets', () => {
  test('a wrong token is refused, and not repeated', async () => {
    await source.commit('one', { 'a.ts': 'a' });

    const sync = store.syncRepository({
      ...reference,
      credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_WRONG' } },
    });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED' });
    const error = (await sync.catch((reason: unknown) => reason)) as Error;
    expect(`${error.message} ${error.stack} ${String(error.cause)}`).not.toContain('wrong-token');
  });

  test('no token is refused where one is needed', async () => {
    await source.commit('one', { 'a.ts': 'a' });

    await expect(store.syncRepository({ url: reference.url })).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED',
    });
  });

  test('a token comes from a file as well, and as a bearer token', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    await mkdir(join(folder.path, 'secrets'));
    await writeFile(join(folder.path, 'secrets', 'token'), `${TOKEN}\n`);
    const file = join(folder.path, 'secrets', 'token');

    const basic = await store.syncRepository({ ...reference, credentials: { type: 'https-token', token: { file } } });
    const bearer = await store.syncRepository({
      ...reference,
      credentials: { type: 'https-token', token: { file }, scheme: 'bearer' },
    });

    expect([basic.files, bearer.files]).toEqual([1, 1]);
  });

  test('a token comes from the reader that the store was opened with', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const named = (secret: string): SyncOptions => ({
      url: reference.url,
      credentials: { type: 'https-token', token: { secret } },
    });
    const reading = createRepositoryStore({
      ...storeOptions,
      readSecret: async (name) => (name === 'forge/token' ? TOKEN : undefined),
    });

    const synced = await reading.syncRepository(named('forge/token'));
    const failed = await Promise.allSettled([
      reading.syncRepository(named('other')),
      store.syncRepository(named('forge/token')),
    ]);
    await reading.close();

    expect(synced.files).toBe(1);
    expect(failed.map((result) => (result.status === 'rejected' ? String(result.reason) : ''))).toEqual([
      'CredentialsInvalidError: The secret "other" does not exist, or cannot be read.',
      'CredentialsInvalidError: Secrets cannot be named here. Name a variable of the environment, or a file.',
    ]);
  });

  test('are in no argument of a process while it runs, and nowhere on disk', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const commandLines: string[] = [];
    intercept = () => {
      commandLines.push(...allCommandLines());
      return false;
    };

    await store.syncRepository(reference);

    const encoded = Buffer.from(`x-access-token:${TOKEN}`).toString('base64');
    expect(commandLines.filter((line) => line.includes('ls-remote'))).not.toEqual([]);
    expect(commandLines.filter((line) => line.includes(TOKEN) || line.includes(encoded))).toEqual([]);
    for (const path of await filesIn(join(folder.path, 'store'))) {
      const content = await readFile(join(folder.path, 'store', path), 'latin1').catch(() => '');
      expect(content.includes(TOKEN) || content.includes(encoded)).toBe(false);
    }
  });

  test('are not printed when simple-git is asked to print everything', async () => {
    await source.commit('one', { 'a.ts': 'a' });

    const { stdout, stderr } = await outputOf(startProcess({ DEBUG: 'simple-git*' }));

    expect(JSON.parse(stdout)).toMatchObject({ files: 1 });
    expect(stderr).toContain('GIT_CONFIG_VALUE_0');
    expect(stderr).not.toContain(TOKEN);
    expect(stderr).not.toContain(Buffer.from(`x-access-token:${TOKEN}`).toString('base64'));
  });

  test('a commit that one set of credentials brought here is not given to another', async () => {
    const commit = await source.commit('one', { 'a.ts': 'a' });
    await store.syncRepository({ ...reference, ref: commit });

    const anonymous = { url: reference.url, ref: commit };

    await expect(store.findSnapshot({ ...anonymous, commit })).resolves.toBeUndefined();
    await expect(store.syncRepository(anonymous)).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED',
    });
  });
});

describe('what is here already', () => {
  test('is found by commit and path', async () => {
    const commit = await source.commit('one', { 'a.ts': 'a', 'jobs/b.ts': 'b' });
    const whole = await store.syncRepository(reference);
    const { changed: _changed, previousCommit: _previous, ref: _ref, ...snapshot } = whole;

    expect(await store.findSnapshot({ ...reference, commit })).toEqual(snapshot);
    expect(await store.findSnapshot({ ...reference, commit, path: 'jobs' })).toBeUndefined();
    expect(await store.findSnapshot({ ...reference, commit: '../../x' })).toBeUndefined();
  });

  test('is pruned, except what is in use or young', async () => {
    const commits: string[] = [];
    for (const content of ['1', '2', '3']) {
      commits.push(await source.commit(content, { 'a.ts': content }));
      await store.syncRepository(reference);
    }
    const [one = '', two = '', three = ''] = commits;

    expect(await store.pruneSnapshots({ ...reference, inUse: [two] })).toEqual({
      removed: [],
      kept: [one, two, three].sort(),
    });
    expect(await store.pruneSnapshots({ ...reference, inUse: [two], graceMs: 0 })).toEqual({
      removed: [one, three].sort(),
      kept: [two],
    });
    expect(await readdir(join(await repositoryDirectory(), 'snapshots'))).toEqual([two]);
    expect(await store.syncRepository(reference)).toMatchObject({ commit: three, files: 1 });
  });

  test('is removed with its repository, which can come back', async () => {
    const commit = await source.commit('one', { 'a.ts': 'a' });
    const before = await store.syncRepository(reference);
    await store.removeRepository(reference);
    expect(await filesIn(await repositoryDirectory())).toEqual(['sync.lock']);
    await expect(store.diffSnapshots(before, before)).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_SNAPSHOT_NOT_FOUND',
    });

    expect(await store.syncRepository(reference)).toMatchObject({ commit, changed: true, files: 1 });
  });

  test('is removed with its repository when that is not known any more', async () => {
    await source.commit('one', { 'a.ts': 'x' });
    await store.syncRepository(reference);
    const other = { ...reference, url: `${server.url}/other` };

    expect(await store.removeUnknown(async () => [other, reference])).toBe(0);
    expect(await store.removeUnknown(async () => [other, { url: reference.url }])).toBe(1);
    expect(await filesIn(await repositoryDirectory())).toEqual(['sync.lock']);
    expect(await store.removeUnknown(async () => [])).toBe(0);
  });

  test('is compared only within the store', async () => {
    const outside = { snapshotPath: '/etc/tree' };

    await expect(store.diffSnapshots(outside, outside)).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_SNAPSHOT_NOT_FOUND',
    });
  });

  test('is fetched again when it was damaged', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const first = await store.syncRepository(reference);
    const packs = join(await repositoryDirectory(), 'cache.git', 'objects', 'pack');
    for (const name of (await readdir(packs)).filter((entry) => /\.(?:pack|idx)$/.test(entry))) {
      await truncate(join(packs, name), 20);
    }
    const commit = await source.commit('two', { 'b.ts': 'b' });

    const second = await store.syncRepository(reference);

    expect(second).toMatchObject({ commit, files: 2, previousCommit: first.commit });
  });

  test('a snapshot without its description is written again', async () => {
    await source.commit('one', { 'a.ts': 'a' });
    const first = await store.syncRepository(reference);
    await truncate(join(first.snapshotPath, '..', 'snapshot.json'));

    const second = await store.syncRepository(reference);

    expect(second).toMatchObject({ commit: first.commit, files: 1, changed: false });
  });
});

test('a limit that is no limit is refused', () => {
  expect(() => createRepositoryStore({ ...storeOptions, limits: { timeoutMs: Number.NaN } })).toThrow(
    'The limit "timeoutMs" must be a positive whole number, and is NaN.',
  );
});

test('without git the error says what to install', async () => {
  const bare = createRepositoryStore({
    ...storeOptions,
    directory: join(folder.path, 'bare'),
    environment: { PATH: '/nonexistent' },
  });

  await expect(bare.syncRepository(reference)).rejects.toMatchObject({
    code: 'JOBWRIGHT_GIT_UNUSABLE',
    message: 'git is not installed, or not in PATH. Install git 2.38 or newer.',
  });
});

test('a folder that cannot be written is an error of the store', async () => {
  await writeFile(join(folder.path, 'occupied'), '');
  const occupied = createRepositoryStore({ ...storeOptions, directory: join(folder.path, 'occupied') });

  await expect(occupied.syncRepository(reference)).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_STORE_FAILED' });
});

/** Command lines of all processes that can be seen. Read at once, so that git, which waits for an answer meanwhile, can't end before. */
function allCommandLines(): string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return '';
    }
  });
}

/** Processes whose environment names a folder of a repository. */
async function processesOf(directory: string): Promise<string[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name));
  const environments = pids.map(async (pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => ''));
  return (await Promise.all(environments)).filter((environment) => environment.includes(directory));
}
