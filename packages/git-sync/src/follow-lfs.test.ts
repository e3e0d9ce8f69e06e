import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type SyncLimits, type SyncOptions } from './index.ts';
import { isPublicAddress } from './lfs/public-address.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  type GitHttpServer,
  type RepositoryFixture,
  serveRepositories,
  type TestFolder,
} from './testing/index.ts';

const TOKEN = 'token-of-the-test-77ab';
const CONTENT = Buffer.from('the content of a large file\n'.repeat(1000));
const OID = createHash('sha256').update(CONTENT).digest('hex');

/** What the LFS server of a test answers with. */
interface LfsAnswers {
  /** Fields of the object in the answer to a batch. */
  object?: (origin: string) => object;
  /** Answers to a batch instead. */
  batch?: (response: ServerResponse) => void;
  /** Answers to a download. */
  download?: (response: ServerResponse) => void;
}

let folder: TestFolder;
let source: RepositoryFixture;
let server: GitHttpServer;
let store: RepositoryStore;
let answers: LfsAnswers;
let authorizations: (string | undefined)[];

beforeEach(async () => {
  folder = await createTestFolder();
  const root = join(folder.path, 'remotes');
  source = await createRepositoryFixture(join(root, 'jobs.git'));
  answers = {};
  authorizations = [];
  server = await serveRepositories({ root, token: TOKEN, intercept: answerLfs });
  store = openStore();
});

afterEach(async () => {
  await store.close();
  await server.close();
  await folder.remove();
});

function openStore(limits: Partial<SyncLimits> = {}): RepositoryStore {
  return createRepositoryStore({
    directory: join(folder.path, 'store'),
    policy: { allowLoopbackHttp: true, fileRoots: [folder.path] },
    environment: { PATH: process.env['PATH'], JOBWRIGHT_SECRET_TEST: TOKEN },
    limits: { timeoutMs: 20_000, ...limits },
  });
}

/** A small server of the batch API, beside the repository as the forges have it. */
function answerLfs(request: IncomingMessage, response: ServerResponse): boolean {
  const path = request.url ?? '';
  if (path === '/jobs.git/.git/info/lfs/objects/batch') {
    authorizations.push(request.headers.authorization);
    if (answers.batch !== undefined) {
      answers.batch(response);
      return true;
    }
    const origin = `http://${request.headers.host}`;
    const object = { actions: { download: { href: `${origin}/storage/${OID}`, header: { 'x-key': 'from-batch' } } } };
    const objects = [{ oid: OID, size: CONTENT.length, ...object, ...answers.object?.(origin) }];
    response.setHeader('content-type', 'application/vnd.git-lfs+json').end(JSON.stringify({ objects }));
    return true;
  }
  if (path.startsWith('/storage/')) {
    authorizations.push(request.headers.authorization);
    expect(request.headers['x-key']).toBe('from-batch');
    if (answers.download === undefined) {
      response.end(CONTENT);
    } else {
      answers.download(response);
    }
    return true;
  }
  return false;
}

async function commitPointer(size = CONTENT.length): Promise<string> {
  return source.commit('Add a large file', {
    'data.json': `version https://git-lfs.github.com/spec/v1\noid sha256:${OID}\nsize ${size}\n`,
    '.lfsconfig': '[lfs]\n\turl = https://elsewhere.example/lfs\n',
    'job.ts': 'job',
  });
}

function sync(options: Partial<SyncOptions> = {}, from = store): ReturnType<RepositoryStore['syncRepository']> {
  return from.syncRepository({
    url: `${server.url}/jobs.git/.git`,
    credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_TEST' } },
    follow: { lfs: true },
    ...options,
  });
}

describe('a file that is kept with Git LFS', () => {
  test('has its content in the snapshot', async () => {
    await commitPointer();

    const { snapshotPath, lfsPointers, bytes } = await sync();

    expect(await readFile(join(snapshotPath, 'data.json'))).toEqual(CONTENT);
    expect((await stat(join(snapshotPath, 'data.json'))).mode & 0o777).toBe(0o444);
    expect(lfsPointers).toEqual([{ path: 'data.json', oid: OID, size: CONTENT.length, followed: true }]);
    expect(bytes).toBe(CONTENT.length + 46);
    const basic = `Basic ${Buffer.from(`x-access-token:${TOKEN}`).toString('base64')}`;
    expect(authorizations).toEqual([basic, basic]);
  });

  test('stays a pointer where LFS is not followed, in a snapshot of its own', async () => {
    await commitPointer();

    const followed = await sync();
    const pointer = await sync({ follow: undefined });

    expect(pointer.snapshotPath).not.toBe(followed.snapshotPath);
    expect(await readFile(join(pointer.snapshotPath, 'data.json'), 'utf8')).toContain('oid sha256:');
    expect(pointer.lfsPointers).toMatchObject([{ followed: false }]);
  });

  test('is fetched once, however many commits have it', async () => {
    await commitPointer();
    await sync();
    await source.commit('another', { 'job.ts': 'other' });

    const { snapshotPath } = await sync();

    expect(await readFile(join(snapshotPath, 'data.json'))).toEqual(CONTENT);
    expect(server.requests.filter((request) => request.includes('/storage/'))).toHaveLength(1);
  });

  test('cannot be followed from a URL that has no LFS server', async () => {
    await commitPointer();

    const attempt = store.syncRepository({ url: source.url, follow: { lfs: true } });

    await expect(attempt).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_URL_NOT_ALLOWED' });
  });
});

/** Sends bytes for as long as somebody takes them. */
function sendWithoutEnd(response: ServerResponse): void {
  const chunk = Buffer.alloc(65_536, 'x');
  const write = (): void => {
    while (!response.destroyed && response.write(chunk));
    if (!response.destroyed) response.once('drain', write);
  };
  write();
}

describe('a hostile LFS server', () => {
  const FAILED = 'JOBWRIGHT_GIT_LFS_FAILED';
  const NOT_ALLOWED = 'JOBWRIGHT_GIT_URL_NOT_ALLOWED';
  const at = (href: string) => ({ object: () => ({ actions: { download: { href } } }) });

  // One line for each server: what it does, what it answers, and how the sync ends.
  const hostile: readonly (readonly [string, LfsAnswers, string])[] = [
    ['sends another content', { download: (r) => r.end(Buffer.alloc(CONTENT.length)) }, FAILED],
    ['sends too little', { download: (r) => r.end(CONTENT.subarray(1)) }, FAILED],
    ['sends too much', { download: (r) => r.end(Buffer.concat([CONTENT, CONTENT])) }, 'JOBWRIGHT_GIT_LIMIT_EXCEEDED'],
    ['sends without end', { download: sendWithoutEnd }, 'JOBWRIGHT_GIT_LIMIT_EXCEEDED'],
    ['answers to a batch without end', { batch: sendWithoutEnd }, FAILED],
    [
      'redirects a download',
      { download: (r) => r.writeHead(302, { location: 'http://127.0.0.1:1/' }).end() },
      'JOBWRIGHT_GIT_REDIRECTED',
    ],
    [
      'redirects a batch',
      { batch: (r) => r.writeHead(307, { location: 'http://127.0.0.1:1/' }).end() },
      'JOBWRIGHT_GIT_REDIRECTED',
    ],
    ['breaks off', { download: (r) => void (r.write('x'), r.destroy()) }, 'JOBWRIGHT_GIT_UNREACHABLE'],
    ['refuses access', { batch: (r) => r.writeHead(401).end() }, 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED'],
    ['has no LFS', { batch: (r) => r.writeHead(404).end() }, FAILED],
    ['has not got the object', { object: () => ({ error: { code: 404, message: 'no such\nobject' } }) }, FAILED],
    ['says another size', { object: () => ({ size: 1 }) }, FAILED],
    ['answers with no JSON', { batch: (r) => r.end('<html>') }, FAILED],
    ['answers with no list', { batch: (r) => r.end('{"objects":{}}') }, FAILED],
    ['wants another way of transfer', { batch: (r) => r.end('{"objects":[],"transfer":"custom"}') }, FAILED],
    ['gives no address', { object: () => ({ actions: {} }) }, FAILED],
    ['gives an address with a password', at('https://user:password@example.com/'), FAILED],
    ['sends us to a file', at('file:///etc/passwd'), NOT_ALLOWED],
    ['sends us to another port in the clear', at('http://127.0.0.1:1/'), NOT_ALLOWED],
    ['sends us to this machine', at('https://127.0.0.1:1/'), NOT_ALLOWED],
    ['sends us to this machine by name', at('https://localhost:1/'), NOT_ALLOWED],
    ['sends us to the metadata of a cloud', at('https://169.254.169.254/latest'), NOT_ALLOWED],
    ['sends us to a private network', at('https://[fd00::1]/x'), NOT_ALLOWED],
    [
      'wants a header with a line break',
      {
        object: (origin) => ({ actions: { download: { href: `${origin}/storage/x`, header: { 'x-key': 'a\r\nb' } } } }),
      },
      FAILED,
    ],
  ];

  test.each(hostile)('that %s ends the sync, and nothing stays', async (_, given, code) => {
    answers = given;
    const commit = await commitPointer();

    const attempt = sync();

    await expect(attempt).rejects.toMatchObject({ code, message: expect.not.stringContaining(TOKEN) });
    const url = `${server.url}/jobs.git/.git`;
    const credentials = { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_TEST' } } as const;
    expect(await store.findSnapshot({ url, credentials, commit, follow: { lfs: true } })).toBeUndefined();
  });

  test('cannot hold up a sync past its limit', async () => {
    answers = { download: (response) => void response.write('x') };
    await commitPointer();
    await using patient = { store: openStore({ timeoutMs: 1500 }), [Symbol.asyncDispose]: () => patient.store.close() };

    await expect(sync({}, patient.store)).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_TIMEOUT' });
  });

  test('is not even asked for a file that is too large', async () => {
    await commitPointer(999_999_999_999);

    await expect(sync()).rejects.toMatchObject({ limit: 'fileBytes' });
    expect(authorizations).toEqual([]);
  });
});

test('addresses are public or not, in every notation', () => {
  const notPublic = [
    '10.1.2.3',
    '100.64.0.1',
    '127.9.9.9',
    '169.254.169.254',
    '172.31.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '0.0.0.0',
    '255.255.255.255',
  ];
  const notPublic6 = [
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:db8::1',
    'ff02::1',
  ];

  expect([...notPublic, ...notPublic6].filter((address) => isPublicAddress(address))).toEqual([]);
  expect(['93.184.215.14', '2606:2800:21f:cb07::1'].every((address) => isPublicAddress(address))).toBe(true);
  expect(isPublicAddress('example.com')).toBe(false);
});
