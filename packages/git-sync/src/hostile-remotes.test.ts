import { once } from 'node:events';
import { access, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore, type RepositoryStoreOptions, type SyncLimits } from './index.ts';
import {
  createRepositoryFixture,
  createTestFolder,
  type GitHttpServer,
  type RepositoryFixture,
  serveRepositories,
  type TestFolder,
} from './testing/index.ts';

let folder: TestFolder;
let source: RepositoryFixture;
const closers: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await createTestFolder();
  source = await createRepositoryFixture(join(folder.path, 'remotes', 'jobs'));
  await source.commit('one', { 'a.ts': 'a' });
});

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) {
    await close();
  }
  await folder.remove();
});

function openStore(limits: Partial<SyncLimits> = {}, options: Partial<RepositoryStoreOptions> = {}): RepositoryStore {
  const store = createRepositoryStore({
    directory: join(folder.path, 'store'),
    policy: { fileRoots: [join(folder.path, 'remotes')], allowLoopbackHttp: true },
    limits,
    ...options,
  });
  closers.push(async () => store.close());
  return store;
}

async function serve(
  intercept: (request: IncomingMessage, response: ServerResponse) => boolean,
): Promise<GitHttpServer> {
  const server = await serveRepositories({ root: join(folder.path, 'remotes'), intercept });
  closers.push(async () => server.close());
  return server;
}

async function listen(onConnection: (socket: Socket) => void): Promise<Server & { port: number }> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(async () => new Promise((resolve) => server.close(resolve)));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

const ADVERTISEMENT = 'application/x-git-upload-pack-advertisement';
type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;
const answer =
  (status: number, headers: Record<string, string>, body = ''): Answer =>
  (_request, response) => {
    response.writeHead(status, headers).end(body);
    return true;
  };

// One line for each: what the remote does, its answer, and how the sync ends.
const remotes: readonly (readonly [string, Answer, string])[] = [
  [
    'redirects to another host',
    answer(302, { location: 'http://169.254.169.254/latest/meta-data' }),
    'JOBWRIGHT_GIT_REDIRECTED',
  ],
  ['redirects to file:', answer(301, { location: 'file:///etc/passwd' }), 'JOBWRIGHT_GIT_REDIRECTED'],
  ['says that it does not exist', answer(404, {}), 'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND'],
  ['refuses', answer(403, {}), 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED'],
  [
    'asks for a password',
    answer(401, { 'www-authenticate': 'Basic realm="x"' }),
    'JOBWRIGHT_GIT_AUTHENTICATION_FAILED',
  ],
  ['fails', answer(500, {}), 'JOBWRIGHT_GIT_UNREACHABLE'],
  [
    'is a web site',
    answer(200, { 'content-type': 'text/html' }, '<!doctype html>\n<h1>Hello</h1>\n'),
    'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND',
  ],
  ['sends garbage', answer(200, { 'content-type': ADVERTISEMENT }, 'garbage'), 'JOBWRIGHT_GIT_UNREACHABLE'],
  ['sends nothing', answer(200, { 'content-type': ADVERTISEMENT }), 'JOBWRIGHT_GIT_UNREACHABLE'],
  [
    'names refs that no disk should see',
    answer(200, { 'content-type': ADVERTISEMENT }, refs('../../../../tmp/owned')),
    'JOBWRIGHT_GIT_REF_NOT_FOUND',
  ],
  ['breaks off', (_request, response) => response.destroy() !== undefined, 'JOBWRIGHT_GIT_UNREACHABLE'],
];

describe('a remote cannot harm when it', () => {
  test.each(remotes)('%s', async (_name, intercept, code) => {
    const server = await serve(intercept);

    const sync = openStore().syncRepository({ url: `${server.url}/jobs/.git`, ref: 'main' });

    await expect(sync).rejects.toMatchObject({ code });
  });

  test('redirects what it is sent, the token with it: nobody else is asked', async () => {
    const other = await serve(answer(200, { 'content-type': ADVERTISEMENT }));
    process.env['JOBWRIGHT_SECRET_REDIRECTED'] = 'a-token-for-one-host-alone';
    for (const method of ['GET', 'POST']) {
      const server = await serve((request, response) => {
        if (request.method !== method) {
          return false;
        }
        response.writeHead(307, { location: `${other.url}${request.url}` }).end();
        return true;
      });
      const sync = openStore().syncRepository({
        url: `${server.url}/jobs/.git`,
        credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_REDIRECTED' } },
      });

      await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_REDIRECTED' });
    }
    expect(other.requests).toEqual([]);
  });

  test('names other places for its objects: bundles, packs, alternates', async () => {
    const other = await serve(answer(200, {}, 'nothing'));
    const blob = await source.git('rev-parse', 'HEAD:a.ts');
    for (const [key, value] of [
      ['uploadpack.advertiseBundleURIs', 'true'],
      ['bundle.version', '1'],
      ['bundle.mode', 'all'],
      ['bundle.other.uri', `${other.url}/bundle`],
      ['uploadpack.blobPackfileUri', `${blob} ${'1'.repeat(40)} ${other.url}/pack`],
    ] as const) {
      await source.git('config', key, value);
    }
    const server = await serve(() => false);
    const dumb = await serve((request, response) => {
      const isList = request.url?.startsWith('/jobs/.git/info/refs');
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.end(isList ? `${'1'.repeat(40)}\trefs/heads/main\n` : `${other.url}/objects\n`);
      return true;
    });

    const { files } = await openStore().syncRepository({ url: `${server.url}/jobs/.git` });
    const unsupported = openStore().syncRepository({ url: `${dumb.url}/jobs/.git`, ref: 'main' });

    expect(files).toBe(1);
    await expect(unsupported).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_SERVER_UNSUPPORTED' });
    expect(other.requests).toEqual([]);
  });

  test('has names that a terminal would obey', async () => {
    const evil = 'refs/heads/\u001b[31mred';
    const server = await serve((request, response) => {
      if (request.method === 'GET') {
        return false;
      }
      const id = '1'.repeat(40);
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      response.end(
        `${packet(`${id} HEAD symref-target:${evil}\n`)}${packet(`${id} ${evil}\n`)}${packet(`${id} refs/heads/main\n`)}0000`,
      );
      return true;
    });

    const found = await openStore().listRefs({ url: `${server.url}/jobs/.git` });

    expect(found.map(({ name }) => name)).toEqual(['refs/heads/main']);
  });

  test('answers with a page that unpacks to 200 MB', async () => {
    const page = gzipSync(Buffer.alloc(200_000_000), { level: 1 });
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': ADVERTISEMENT, 'content-encoding': 'gzip' }).end(page);
      return true;
    });

    const sync = openStore().syncRepository({ url: `${server.url}/jobs/.git` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_LIMIT_EXCEEDED', limit: 'memory' });
  });

  test.each([
    ['a pack without end', { band: 1, objects: 100_000, limit: 'downloadBytes' }],
    ['a pack that says it has two billion files', { band: 1, objects: 2_000_000_000, limit: 'memory' }],
    ['messages without end', { band: 2, objects: 0, limit: 'memory' }],
  ] as const)('sends %s', async (_name, { band, objects, limit }) => {
    const server = await serve((request, response) => {
      if (request.method === 'GET') {
        return false;
      }
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString('latin1')));
      request.on('end', () => {
        response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
        if (body.includes('command=ls-refs')) {
          response.end(`${packet(`${'1'.repeat(40)} HEAD symref-target:refs/heads/main\n`)}0000`);
        } else {
          flood(response, band, objects);
        }
      });
      return true;
    });
    const store = openStore({ downloadBytes: 2_000_000, timeoutMs: 60_000 });

    const sync = store.syncRepository({ url: `${server.url}/jobs/.git` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_LIMIT_EXCEEDED', limit });
    await expectNoLeftovers();
  });

  test('never answers: the sync ends at its limit, and leaves nothing', async () => {
    const server = await serve(() => true);
    const store = openStore({ timeoutMs: 300 });

    const sync = store.syncRepository({ url: `${server.url}/jobs/.git` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_TIMEOUT', transient: true });
    await expectNoLeftovers();
  });

  test('sends one byte now and then: too slow is an end as well', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(200, { 'content-type': ADVERTISEMENT });
      const timer = setInterval(() => response.write('0'), 100);
      response.on('close', () => clearInterval(timer));
      return true;
    });
    const store = openStore({ idleTimeoutMs: 1_000 });

    await expect(store.syncRepository({ url: `${server.url}/jobs/.git` })).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_TIMEOUT',
    });
  });

  test('accepts connections and says nothing: as above', async () => {
    const server = await listen((socket) => void closers.push(async () => socket.destroy()));
    const store = openStore({ timeoutMs: 300 });

    const sync = store.syncRepository({ url: `http://127.0.0.1:${server.port}/jobs` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_TIMEOUT' });
  });

  test('is not there', async () => {
    const sync = openStore().syncRepository({ url: 'http://127.0.0.1:9/jobs' });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_UNREACHABLE', transient: true });
  });

  test('sends refs without end', async () => {
    const server = await serve((request, response) => {
      if (request.method === 'GET') {
        return false;
      }
      response.writeHead(200, { 'content-type': 'application/x-git-upload-pack-result' });
      const line = packet(`${'1'.repeat(40)} refs/heads/main\n`).repeat(1_000);
      const flood = (): void => {
        while (!response.destroyed && response.write(line)) {
          // until the other side is slower than we are
        }
        response.once('drain', flood);
      };
      flood();
      return true;
    });
    const store = openStore({ timeoutMs: 2_000 });

    const sync = store.syncRepository({ url: `${server.url}/jobs/.git`, ref: 'main' });

    await expect(sync).rejects.toMatchObject({ code: expect.stringMatching(/_TIMEOUT$|_LIMIT_EXCEEDED$/) });
  });

  test('has a file that unpacks to 100 MB, a thousandth of it on the way', async () => {
    const blob = await source.writeBlob(Buffer.alloc(100_000_000));
    await source.commitTree(await source.writeTree([{ mode: '100644', name: 'a', id: blob }]));
    const server = await serve(() => false);

    const sync = openStore().syncRepository({ url: `${server.url}/jobs/.git` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_LIMIT_EXCEEDED', limit: 'fileBytes' });
    await expectNoLeftovers();
  });

  test('has a folder object that unpacks to 70 MB', async () => {
    const blob = await source.writeBlob('x');
    const name = 'n'.repeat(200);
    const entries = Array.from({ length: 300_000 }, (_, index) => ({
      mode: '100644',
      name: `${String(index).padStart(8, '0')}${name}`,
      id: blob,
    }));
    await source.commitTree(await source.writeTree(entries));
    const server = await serve(() => false);

    const sync = openStore().syncRepository({ url: `${server.url}/jobs/.git` });

    await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_LIMIT_EXCEEDED' });
    await expectNoLeftovers();
  });
});

describe('nothing is run', () => {
  const trap = async (): Promise<{ script: string; sprung: () => Promise<boolean> }> => {
    const script = join(folder.path, 'trap.sh');
    const mark = join(folder.path, 'sprung');
    await writeFile(script, `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    return {
      script,
      sprung: async () =>
        access(mark).then(
          () => true,
          () => false,
        ),
    };
  };

  test('no hook, filter, file system monitor or command of the settings of user, machine or environment', async () => {
    const { script, sprung } = await trap();
    const home = join(folder.path, 'home');
    await mkdir(join(home, 'hooks'), { recursive: true });
    for (const hook of [
      'post-checkout',
      'reference-transaction',
      'post-merge',
      'pre-auto-gc',
      'post-index-change',
      'fsmonitor-watchman',
    ]) {
      await writeFile(join(home, 'hooks', hook), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await writeFile(
      join(home, '.gitconfig'),
      `[core]\n\thooksPath = ${home}/hooks\n\tfsmonitor = ${script}\n\tsshCommand = ${script}\n\taskPass = ${script}\n\tpager = ${script}\n\tgitProxy = ${script}\n` +
        `[credential]\n\thelper = !${script}\n[filter "x"]\n\tsmudge = ${script}\n\tprocess = ${script}\n[diff]\n\texternal = ${script}\n` +
        `[uploadpack]\n\tpackObjectsHook = ${script}\n[init]\n\ttemplateDir = ${home}\n[alias]\n\tfetch = !${script}\n[url "ext::${script}"]\n\tinsteadOf = file://\n`,
    );
    await source.commit('two', { '.gitattributes': '* filter=x diff=x\n' });
    const variables = [
      'GIT_SSH',
      'GIT_SSH_COMMAND',
      'GIT_ASKPASS',
      'SSH_ASKPASS',
      'GIT_PROXY_COMMAND',
      'GIT_EXTERNAL_DIFF',
      'GIT_EDITOR',
      'GIT_PAGER',
      'PAGER',
      'GIT_TRACE',
      'GIT_TRACE2',
      'GIT_EXEC_PATH',
      'GIT_TEMPLATE_DIR',
      'GIT_OBJECT_DIRECTORY',
      'GIT_WORK_TREE',
      'LD_PRELOAD',
    ];
    const store = openStore(
      {},
      {
        environment: {
          PATH: process.env['PATH'],
          HOME: home,
          XDG_CONFIG_HOME: home,
          GIT_CONFIG_GLOBAL: join(home, '.gitconfig'),
          GIT_CONFIG_SYSTEM: join(home, '.gitconfig'),
          GIT_CONFIG_COUNT: '1',
          GIT_CONFIG_KEY_0: 'core.hooksPath',
          GIT_CONFIG_VALUE_0: join(home, 'hooks'),
          ...Object.fromEntries(variables.map((name) => [name, script])),
        },
      },
    );

    const result = await store.syncRepository({ url: source.url });

    expect(result.files).toBe(2);
    expect(await sprung()).toBe(false);
  });

  test('no hook or command that a repository on this machine has in its own settings', async () => {
    const { script, sprung } = await trap();
    for (const [key, value] of [
      ['core.fsmonitor', script],
      ['core.hooksPath', folder.path],
      ['uploadpack.packObjectsHook', script],
      ['core.sshCommand', script],
      ['core.alternateRefsCommand', script],
      ['filter.x.smudge', script],
      ['core.pager', script],
      ['include.path', join(folder.path, 'more.config')],
    ] as const) {
      await source.git('config', key, value);
    }
    await writeFile(join(folder.path, 'more.config'), `[uploadpack]\n\tpackObjectsHook = ${script}\n`);
    await writeFile(join(source.directory, '.git/hooks/post-upload-pack'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });

    const result = await openStore().syncRepository({ url: source.url });

    expect(result.files).toBe(1);
    expect(await sprung()).toBe(false);
  });

  test('no other remote, when a repository on this machine lacks files that it promises to get from there', async () => {
    const { script, sprung } = await trap();
    const blob = await source.git('rev-parse', 'HEAD:a.ts');
    await rm(join(source.directory, '.git/objects', blob.slice(0, 2), blob.slice(2)));
    for (const [key, value] of [
      ['extensions.partialClone', 'other'],
      ['remote.other.url', `ext::${script}`],
      ['remote.other.promisor', 'true'],
      ['protocol.ext.allow', 'always'],
    ] as const) {
      await source.git('config', key, value);
    }
    await source.git('config', 'core.repositoryFormatVersion', '1');

    const sync = openStore().syncRepository({ url: source.url });

    await expect(sync).rejects.toMatchObject({ code: expect.stringMatching(/^JOBWRIGHT_GIT_/) });
    expect(await sprung()).toBe(false);
  });

  test('no submodule, whatever .gitmodules says', async () => {
    const { script, sprung } = await trap();
    await source.commit('two', {
      '.gitmodules':
        `[submodule "../../x"]\n\tpath = a\n\turl = ext::${script}\n\tupdate = !${script}\n[submodule "b"]\n\tpath = b\n\turl = --upload-pack=${script}\n` +
        '[submodule "c"]\n\tpath = c\n\turl = https://user:password@example.com/c\n[submodule "d"]\n\tpath = d\n\turl = ../d.git\n[include]\n\tpath = /etc/passwd\n',
    });
    for (const path of ['a', 'b', 'c', 'd']) {
      await source.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`);
    }
    await source.git('commit', '--quiet', '--message', 'three');

    const { submodules } = await openStore().syncRepository({ url: source.url });

    expect(submodules.map(({ path, url }) => [path, url])).toEqual([
      ['a', undefined],
      ['b', undefined],
      ['c', undefined],
      ['d', '../d.git'],
    ]);
    expect(await sprung()).toBe(false);
  });

  test('a .gitmodules that is no settings file only loses its URLs', async () => {
    await source.commit('two', { '.gitmodules': '[[[not a settings file' });
    await source.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},a`);
    await source.git('commit', '--quiet', '--message', 'three');

    const { submodules } = await openStore().syncRepository({ url: source.url });

    expect(submodules).toEqual([{ path: 'a', commit: '1'.repeat(40), url: undefined, followed: false }]);
  });

  test('bits of a mode beyond "executable" are dropped, and a device is none', async () => {
    const blob = await source.writeBlob('x');
    await source.commitTree(
      await source.writeTree([
        { mode: '20666', name: 'device', id: blob },
        { mode: '104755', name: 'setuid', id: blob },
      ]),
    );

    const { snapshotPath, submodules } = await openStore().syncRepository({ url: source.url });

    expect(submodules.map(({ path }) => path)).toEqual(['device']);
    expect(await readdir(snapshotPath)).toEqual(['setuid']);
  });

  test('what a commit says of itself is made printable', async () => {
    await source.git(
      'commit',
      '--quiet',
      '--allow-empty',
      '--author',
      'Evil\u001b[31m <e@example.com>',
      '--message',
      'red \u001b[31m \u202Ebackwards',
    );

    const { commitInfo } = await openStore().syncRepository({ url: source.url });

    expect(commitInfo).toMatchObject({ authorName: 'Evil\ufffd[31m', subject: 'red \ufffd[31m \ufffdbackwards' });
  });
});

test('slow remotes hold up neither each other nor the rest', async () => {
  const silent = await serve(() => true);
  const store = openStore({ timeoutMs: 20_000 }, { concurrency: { total: 3, perHost: 2 } });
  const given = new AbortController();
  const stuck = ['a', 'b', 'c', 'd', 'e'].map(async (name) =>
    store.syncRepository({ url: `${silent.url}/${name}`, signal: given.signal }),
  );
  const settled = Promise.allSettled(stuck);

  const result = await store.syncRepository({ url: source.url });

  expect(result.files).toBe(1);
  given.abort();
  expect(
    (await settled).map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : '')),
  ).toEqual(Array(5).fill('JOBWRIGHT_GIT_CANCELED'));
});

/** Answers a fetch on a side band: with a pack that has ever more files, or with messages. */
function flood(response: ServerResponse, band: 1 | 2, objects: number): void {
  response.write(packet('packfile\n'));
  const file = Buffer.concat([Buffer.from([0xbf, 0x9c, 0x01]), deflateSync(Buffer.alloc(2_511, 'x'), { level: 0 })]);
  const content = band === 1 ? Buffer.concat(Array(20).fill(file)) : Buffer.from('all is well\n'.repeat(1_000));
  const frame = (bytes: Buffer): Buffer =>
    Buffer.concat([Buffer.from((bytes.length + 5).toString(16).padStart(4, '0')), Buffer.from([band]), bytes]);
  if (band === 1) {
    const head = Buffer.from('PACK\0\0\0\u0002\0\0\0\0', 'latin1');
    head.writeUInt32BE(objects, 8);
    response.write(frame(head));
  }
  const more = (): void => {
    while (!response.destroyed && response.write(frame(content))) {
      // until the other side is slower than we are
    }
    response.once('drain', more);
  };
  more();
}

async function expectNoLeftovers(): Promise<void> {
  const entries = await readdir(join(folder.path, 'store'), { recursive: true });
  expect(entries.filter((entry) => /\/snapshots\/|scratch-|tmp_|cache\.git\/.*\.lock$/.test(entry))).toEqual([]);
}

function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text;
}

/** What a server of the first version of the protocol sends first. */
function refs(name: string): string {
  const id = '1'.repeat(40);
  return `${packet('# service=git-upload-pack\n')}0000${packet(`${id} ${name}\0 agent=x\n`)}0000`;
}
