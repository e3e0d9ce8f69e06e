import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConfig } from './load-config.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'config-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function writeConfig(text: string): Promise<void> {
  await writeFile(join(folder, 'jobwright.config.ts'), text);
}

describe('loadConfig', () => {
  test('gives every key its default when there is no file', async () => {
    const config = await loadConfig({ cwd: folder, env: {} });

    expect(config).toMatchObject({
      rootDir: folder,
      plugins: [],
      jobsRoot: join(folder, 'jobs'),
      dataDir: join(folder, 'data'),
      host: '127.0.0.1',
      port: 8080,
      jobAccess: [],
      egress: { rules: [] },
      logLevel: 'info',
      limits: { heapMb: 384, softTimeMs: 300_000, timeMs: 600_000 },
      syncSlots: 4,
      jobPackages: [],
      git: {
        fileRoots: [],
        modules: { timeMs: 600_000, bundleBytes: 100_000_000 },
        follow: { submodules: [], lfs: [] },
        install: { repositories: [], replaces: [], packages: 500 },
      },
    });
    expect(config.databaseUrl).toBeUndefined();
  });

  test('wants the registry to be named that packages of repositories are installed from', async () => {
    await writeConfig(`export default { git: { install: { repositories: ['git.network'] } } };`);

    await expect(loadConfig({ cwd: folder, env: {} })).rejects.toMatchObject({
      problems: ['git.install.registry: must name the registry that packages are installed from'],
    });
  });

  test('reads a file with types and resolves its paths from where it stands', async () => {
    await writeConfig(
      `export default { jobsRoot: './my/jobs', port: 9000, limits: { heapMb: 512 } } satisfies object;`,
    );

    const config = await loadConfig({ cwd: folder, env: {} });

    expect(config.jobsRoot).toBe(join(folder, 'my/jobs'));
    expect(config.port).toBe(9000);
    expect(config.limits).toMatchObject({ heapMb: 512, memoryMb: 1024 });
  });

  test('lets the environment win over the file, and overrides over both', async () => {
    await writeConfig(`export default { port: 9000, workerSlots: 7, host: '10.0.0.1' };`);

    const config = await loadConfig({
      cwd: folder,
      env: { PORT: '9001', WORKER_SLOTS: '3', SYNC_SLOTS: '0', HOST: '', DATABASE_URL: 'postgres://u:p@db/x' },
      overrides: { port: 9002 },
    });

    expect(config).toMatchObject({
      port: 9002,
      workerSlots: 3,
      syncSlots: 0,
      host: '10.0.0.1',
      databaseUrl: 'postgres://u:p@db/x',
    });
  });

  test('names every wrong key, with the variable that it came from', async () => {
    await writeConfig(`export default { prot: 1, limits: { heapMb: 1, speed: 3 }, logLevel: 'loud', plugins: 'x' };`);

    const failure = loadConfig({ cwd: folder, env: { PORT: 'eighty', DATABASE_URL: 'mysql://x' } });

    await expect(failure).rejects.toMatchObject({
      code: 'JOBWRIGHT_CONFIG_INVALID',
      problems: expect.arrayContaining([
        'prot: there is no such key',
        'limits.speed: there is no such key',
        'limits.heapMb: must be a whole number of at least 32 and at most 16384',
        'logLevel: must be one of fatal, error, warn, info, debug, trace, silent',
        'plugins: must be a list of module names or paths, e.g. ["@jobwright/inventory/plugin"]',
        'port (PORT): must be a port from 0 (any free one) to 65535',
        'databaseUrl (DATABASE_URL): must be a connection string like postgres://user:password@host:5432/database',
      ]),
    });
  });

  test('reads how HTTP is served, and completes it', async () => {
    await writeConfig(
      `export default { sessionLimits: { idleMs: 60000 }, rateLimits: { auth_login: 5 }, trustedProxies: 2 };`,
    );

    const config = await loadConfig({ cwd: folder, env: {} });
    const fromEnvironment = await loadConfig({ cwd: folder, env: { TRUSTED_PROXIES: '10.0.0.0/8, loopback' } });
    const wrong = loadConfig({ cwd: folder, env: { TRUSTED_PROXIES: 'everybody' } });

    expect(config).toMatchObject({
      trustedProxies: 2,
      sessionLimits: { idleMs: 60_000, lifetimeMs: 604_800_000 },
      rateLimits: { auth_login: 5 },
      corsOrigins: [],
      bodyLimits: { jsonBytes: 10_485_760, fileBytes: 1_073_741_824 },
    });
    expect(fromEnvironment.trustedProxies).toEqual(['10.0.0.0/8', 'loopback']);
    await expect(wrong).rejects.toThrow('trustedProxies (TRUSTED_PROXIES): must be a number of proxies');
  });

  test('reads what jobs may reach, and refuses what names no host or network', async () => {
    const rule = `{ jobs: 'local/*', hosts: ['api.example.com', 'http://[::1]:*'], networks: ['10.0.0.0/8'] }`;
    await writeConfig(`export default { egress: { rules: [${rule}], caFile: 'ca.pem' } };`);
    const config = await loadConfig({ cwd: folder, env: {} });
    const wrong = (egress: string) =>
      loadConfig({ cwd: folder, env: {}, overrides: JSON.parse(`{"egress":${egress}}`) });

    expect(config.egress).toEqual({
      rules: [{ jobs: 'local/*', hosts: ['api.example.com', 'http://[::1]:*'], networks: ['10.0.0.0/8'] }],
      caFile: join(folder, 'ca.pem'),
    });
    await expect(wrong('{"rules":[{"jobs":"*","hosts":["https://a.example/path"]}]}')).rejects.toThrow(
      'egress.rules.0.hosts.0: must be what jobs may reach, e.g. { rules:',
    );
    await expect(
      wrong('{"rules":[{"jobs":"*","hosts":["999.1.1.1","a:70000"],"networks":["10.0.0.0/40"]}]}'),
    ).rejects.toMatchObject({
      problems: [
        'egress.rules.0.hosts: "999.1.1.1" names no hosts.',
        'egress.rules.0.hosts: "a:70000" names no hosts.',
        'egress.rules.0.networks: "10.0.0.0/40" is no network.',
      ],
    });
  });

  test('never repeats a wrong secret in its message', async () => {
    const failure = loadConfig({ cwd: folder, env: { JOBWRIGHT_SUPERUSER_TOKEN: 'short secret' } });

    await expect(failure).rejects.toThrow(/superuserToken \(JOBWRIGHT_SUPERUSER_TOKEN\): must be a token of 32/);
    await expect(failure).rejects.not.toThrow(/short secret/);
  });

  test('says which file cannot be loaded, and why', async () => {
    await writeConfig(`import './missing.ts'; export default {};`);

    await expect(loadConfig({ cwd: folder, env: {} })).rejects.toMatchObject({
      code: 'JOBWRIGHT_CONFIG_LOAD',
      message: expect.stringContaining(join(folder, 'jobwright.config.ts')),
    });
  });

  test('wants a default export', async () => {
    await writeConfig(`export const config = {};`);

    await expect(loadConfig({ cwd: folder, env: {} })).rejects.toThrow(/must have "export default defineConfig/);
  });
});

test('an object in the place of a list stops the start: it would be no rule at all', async () => {
  await writeConfig(`export default { jobAccess: { jobs: 'git.*', allow: {} } };`);

  await expect(loadConfig({ cwd: folder, env: {} })).rejects.toThrow(/jobAccess: must be a list of rules/);
});

describe('identity providers', () => {
  const corp = `{ id: 'corp-it', label: 'Corp', issuer: 'https://login.example.com/', clientId: 'jobwright' }`;

  test('get their secrets from the environment, and defaults for the rest', async () => {
    await writeConfig(`export default { oidc: [${corp}] };`);

    const { oidc } = await loadConfig({ cwd: folder, env: { JOBWRIGHT_OIDC_CORP_IT_CLIENT_SECRET: 'hunter2' } });

    expect(oidc).toEqual([
      {
        id: 'corp-it',
        label: 'Corp',
        issuer: 'https://login.example.com/',
        clientId: 'jobwright',
        clientSecret: 'hunter2',
        scopes: ['openid', 'profile', 'email'],
        usernameClaim: 'preferred_username',
        emailClaim: 'email',
        groupMapping: {},
        createUsers: false,
        linkUsers: 'none',
        signOutAtProvider: true,
      },
    ]);
  });

  test.each([
    ['two of the same id', `[${corp}, ${corp}]`],
    ['an issuer without TLS', `[{ ...${corp}, issuer: 'http://login.example.com' }]`],
    ['an issuer that only looks like this machine', `[{ ...${corp}, issuer: 'http://localhost.example.com' }]`],
    ['a key that there is not', `[{ ...${corp}, secret: 'x' }]`],
    ['no client', `[{ id: 'x', label: 'x', issuer: 'https://login.example.com' }]`],
    ['what is no list', corp],
  ])('stop the start with %s', async (_, oidc) => {
    await writeConfig(`export default { oidc: ${oidc} };`);

    await expect(loadConfig({ cwd: folder, env: {} })).rejects.toMatchObject({
      code: 'JOBWRIGHT_CONFIG_INVALID',
      message: expect.stringContaining('oidc'),
    });
  });
});
