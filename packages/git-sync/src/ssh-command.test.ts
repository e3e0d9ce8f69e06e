import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createRepositoryStore, type RepositoryStore } from './index.ts';
import { sshCommand } from './ssh-command.ts';
import { createTestFolder } from './testing/index.ts';

/** What ssh makes of the command, by a shell as git starts it: its effective options. */
async function effectiveOptions(command: string): Promise<Map<string, string>> {
  const child = spawn('/bin/sh', ['-c', `${command} -G git@git.example.com`], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(child, 'close');
  const lines = Buffer.concat(chunks).toString().trimEnd().split('\n');
  return new Map(lines.map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]));
}

test('ssh uses the one key, the known hosts that were given, and nothing of the machine', async () => {
  const options = await effectiveOptions(
    sshCommand({ keyFile: '/data/a folder/key', knownHostsFile: '/data/a folder/known_hosts' }),
  );

  const expected = {
    identityfile: '/data/a folder/key',
    userknownhostsfile: '/data/a folder/known_hosts',
    globalknownhostsfile: '/dev/null',
    stricthostkeychecking: 'true',
    batchmode: 'yes',
    identitiesonly: 'yes',
    identityagent: 'none',
    passwordauthentication: 'no',
    kbdinteractiveauthentication: 'no',
    forwardagent: 'no',
    forwardx11: 'no',
    clearallforwardings: 'yes',
    permitlocalcommand: 'no',
    controlmaster: 'false',
    updatehostkeys: 'false',
    connecttimeout: '20',
    user: 'git',
    hostname: 'git.example.com',
  };
  expect(Object.fromEntries(Object.keys(expected).map((name) => [name, options.get(name)]))).toEqual(expected);
  expect(options.has('proxycommand')).toBe(false);
});

test.each(['/a"b', "/a'b", '/a$b', '/a`b', '/a%h', '/a\\b', '/a\nb', 'relative', '/a;b', '/ä'])(
  'the path %j is refused',
  (path) => {
    expect(() => sshCommand({ keyFile: path, knownHostsFile: '/k' })).toThrow('SSH needs a store whose path');
  },
);

const KEY = `-----BEGIN OPENSSH PRIVATE KEY-----\nnot a real one\n-----END OPENSSH PRIVATE KEY-----\n`;

function openStore(directory: string, timeoutMs = 60_000): RepositoryStore {
  return createRepositoryStore({
    directory,
    limits: { timeoutMs },
    environment: {
      PATH: process.env['PATH'],
      JOBWRIGHT_SECRET_KEY: KEY,
      JOBWRIGHT_SECRET_TEXT: 'no key',
      HOME: homedir(),
    },
  });
}

test('a server that says who it is and then nothing ends the sync at its limit, and no key stays on disk', async () => {
  await using folder = await createTestFolder();
  const server = createServer((socket) => void socket.on('error', () => undefined).write('SSH-2.0-silent\r\n')).listen(
    0,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const store = openStore(join(folder.path, 'store'), 500);

  const sync = store.syncRepository({
    url: `ssh://git@127.0.0.1:${port}/jobs`,
    credentials: {
      type: 'ssh-key',
      privateKey: { env: 'JOBWRIGHT_SECRET_KEY' },
      knownHosts: { text: 'x ssh-ed25519 AAAA' },
    },
  });

  await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_TIMEOUT' });
  await store.close();
  server.close();
  const left = await readdir(join(folder.path, 'store', 'repositories'), { recursive: true });
  expect(left.filter((name) => !/^[0-9a-f]{32}(?:\/sync\.lock)?$/.test(name))).toEqual([]);
});

test('SSH without a key, without known hosts or with something that is no key is refused', async () => {
  await using folder = await createTestFolder();
  const store = openStore(join(folder.path, 'store'));
  const url = 'git@git.example.com:jobs';
  const privateKey = { env: 'JOBWRIGHT_SECRET_KEY' };

  for (const credentials of [
    undefined,
    { type: 'ssh-key', privateKey, knownHosts: { text: ' \n' } },
    { type: 'ssh-key', privateKey: { env: 'JOBWRIGHT_SECRET_TEXT' }, knownHosts: { text: 'x' } },
    { type: 'https-token', token: privateKey },
  ] as const) {
    await expect(store.syncRepository({ url, credentials })).rejects.toMatchObject({
      code: 'JOBWRIGHT_GIT_CREDENTIALS_INVALID',
    });
  }
});

test('a closed port is a remote that cannot be reached', async () => {
  await using folder = await createTestFolder();
  const store = openStore(join(folder.path, 'store'));

  const sync = store.syncRepository({
    url: 'ssh://git@127.0.0.1:9/jobs',
    credentials: {
      type: 'ssh-key',
      privateKey: { env: 'JOBWRIGHT_SECRET_KEY' },
      knownHosts: { text: 'x ssh-ed25519 AAAA' },
    },
  });

  await expect(sync).rejects.toMatchObject({ code: 'JOBWRIGHT_GIT_UNREACHABLE' });
});
