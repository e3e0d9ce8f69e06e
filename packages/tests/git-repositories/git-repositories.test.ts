import { createHmac } from 'node:crypto';
import { join } from 'node:path';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import {
  createRepositoryFixture,
  createTestFolder,
  serveRepositories,
  type RepositoryFixture,
  type TestFolder,
} from '@jobwright/git-sync/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CliFolder } from '../cli/run-cli.ts';
import { Platform, superuserToken } from '../support/platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const folder = new URL('./', import.meta.url);
const webhookSecret = 'secret-of-the-webhook-0123456789';
const gitToken = 'token-of-the-git-server-0123456789';

let files: TestFolder;
let database: TestDatabase;
let platform: Platform;

beforeAll(async () => {
  [files, database] = await Promise.all([createTestFolder(), createTestDatabase({ plugins: [inventory] })]);
  platform = await start();
});
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
  await files?.[Symbol.asyncDispose]();
});

function start(): Promise<Platform> {
  return Platform.start({
    folder,
    database,
    environment: {
      DATA_DIR: join(files.path, 'data'),
      JOBWRIGHT_SECRET_WEBHOOK: webhookSecret,
      JOBWRIGHT_SECRET_GIT: gitToken,
    },
  });
}

interface Repository {
  readonly id: string;
  readonly slug: string;
  readonly current_commit: string | null;
  readonly last_problem: { readonly code: string; readonly message: string } | null;
  readonly last_result: { readonly id: string } | null;
}

interface Module {
  readonly module_path: string;
  readonly installed: boolean;
  readonly git_commit: string | null;
  readonly error: { readonly code: string; readonly file?: string; readonly line?: number } | null;
}

function version(className: string, value: string): string {
  return `import { Job } from '@jobwright/sdk';\nexport class ${className} extends Job {\n  override run(): string {\n    return '${value}';\n  }\n}\n`;
}

async function add(body: { readonly name: string; readonly remote_url: string; readonly [key: string]: unknown }) {
  const answer = await platform.request<Repository>('POST', '/api/extras/git-repositories/', body);
  expect(answer).toMatchObject({ status: 201 });
  return answer.body;
}

async function show(id: string): Promise<Repository> {
  return (await platform.request<Repository>('GET', `/api/extras/git-repositories/${id}/`)).body;
}

/** Asks for a sync and waits for its end. */
async function sync(id: string) {
  const answer = await platform.request<{ readonly job_result: { readonly id: string } }>(
    'POST',
    `/api/extras/git-repositories/${id}/sync/`,
  );
  expect(answer).toMatchObject({ status: 202 });
  return platform.waitFor(answer.body.job_result.id);
}

/** Waits for the sync that adding or changing the repository asked for. */
async function settled(repository: Repository) {
  return platform.waitFor((await show(repository.id)).last_result?.id ?? '');
}

async function modules(slug: string): Promise<Record<string, Module>> {
  const list = await platform.list<Module & { readonly slug: string }>('/api/extras/job-modules/?limit=0');
  return Object.fromEntries(list.filter((item) => item.slug === `git.${slug}`).map((item) => [item.module_path, item]));
}

async function output(jobPath: string): Promise<unknown> {
  return (await platform.run(jobPath)).output;
}

describe('a repository of jobs', () => {
  let source: RepositoryFixture;
  let repository: Repository;
  let first: string;

  test('is synced when it is added, and its jobs run with their commit', async () => {
    source = await createRepositoryFixture(join(files.path, 'network'));
    first = await source.commit('First', {
      'jobs/checks.ts': `import { word } from './_lib/word.ts';\n${version('Check', 'first').replace("'first'", 'word')}`,
      'jobs/_lib/word.ts': `export const word = 'one';\n`,
      'jobs/devices/access.ts': version('Access', 'access 1'),
      'README.md': '# Jobs',
    });
    repository = await add({ name: 'Network Jobs', slug: 'network', remote_url: source.url, path: 'jobs' });

    const result = await settled(repository);

    expect(result).toMatchObject({
      status: { value: 'completed' },
      output: { commit: first, updated: 2, broken: 0 },
    });
    expect((await platform.logs(result.id)).map(({ message }) => message)).toEqual([
      `Fetching the default branch of ${source.url}`,
      expect.stringContaining(`New commit \`${first.slice(0, 12)}\``),
      'The module `git.network/checks` is up to date.',
      'The module `git.network/devices.access` is up to date.',
    ]);
    const run = await platform.run('git.network/checks/Check');
    expect(run).toMatchObject({ output: 'one', git_commit: first, git_repository: 'network' });
    expect(await output('git.network/devices.access/Access')).toBe('access 1');
  });

  test('that is synced without news changes nothing', async () => {
    const result = await sync(repository.id);

    expect(result.output).toEqual({ commit: first, updated: 0, unchanged: 2, removed: 0, broken: 0 });
  });

  test('keeps the last good version of a module that breaks, and updates the rest', async () => {
    const second = await source.commit('Second', {
      'jobs/checks.ts': 'import { Job } from "@jobwright/sdk";\nexport class Check extends Job {\n  run( {\n}\n',
      'jobs/devices/access.ts': version('Access', 'access 2'),
    });

    const result = await sync(repository.id);

    expect(result).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_MODULES_BROKEN' },
      output: { commit: second, updated: 1, broken: 1 },
    });
    expect(await modules('network')).toMatchObject({
      checks: { installed: true, git_commit: first, error: { file: 'checks.ts', line: 5 } },
      'devices.access': { git_commit: second, error: null },
    });
    expect(await platform.run('git.network/checks/Check')).toMatchObject({ output: 'one', git_commit: first });
    expect(await output('git.network/devices.access/Access')).toBe('access 2');
  });

  test('follows a rename, a force-push and a tag', async () => {
    await source.commit('Rename', { 'jobs/checks.ts': undefined, 'jobs/tests.ts': version('Check', 'renamed') });
    await sync(repository.id);
    expect(await modules('network')).toMatchObject({ checks: { installed: false }, tests: { installed: true } });
    const gone = await platform.request('POST', '/api/extras/jobs/git.network/checks/Check/run/', {});
    expect(gone.status).toBe(405);

    await source.git('tag', 'v1');
    await source.git('reset', '--quiet', '--hard', first);
    const forced = await source.commit('Forced', { 'jobs/devices/access.ts': version('Access', 'forced') });
    expect(await sync(repository.id)).toMatchObject({ output: { commit: forced } });
    expect(await output('git.network/devices.access/Access')).toBe('forced');
    expect(await output('git.network/checks/Check')).toBe('one');

    await platform.request('PATCH', `/api/extras/git-repositories/${repository.id}/`, { ref: 'v1' });
    await settled(repository);
    expect(await output('git.network/tests/Check')).toBe('renamed');
    await platform.request('PATCH', `/api/extras/git-repositories/${repository.id}/`, { ref: null });
    await settled(repository);
  });

  test('keeps its jobs over a restart of the server', async () => {
    await platform[Symbol.asyncDispose]();
    platform = await start();

    expect(await output('git.network/checks/Check')).toBe('one');
    expect(await sync(repository.id)).toMatchObject({ output: { updated: 0 } });
  });

  test('that is deleted disables its jobs and keeps their history', async () => {
    const before = await platform.list('/api/extras/job-results/?job_path=git.network/checks/Check');
    expect(before.length).toBeGreaterThan(0);

    const answer = await platform.request('DELETE', `/api/extras/git-repositories/${repository.id}/`);

    expect(answer.status).toBe(204);
    const audit = await platform.list<{ readonly action: string }>(
      `/api/extras/audit-events/?object_id=${repository.id}&limit=0`,
    );
    expect(new Set(audit.map(({ action }) => action))).toEqual(
      new Set(['repository.created', 'repository.changed', 'repository.deleted', 'sync.requested']),
    );
    const run = await platform.request('POST', '/api/extras/jobs/git.network/checks/Check/run/', {});
    expect(run.status).toBe(405);
    expect(await platform.list('/api/extras/job-results/?job_path=git.network/checks/Check')).toHaveLength(
      before.length,
    );
  });
});

describe('a run', () => {
  test('keeps the version that it was validated against, whatever is synced meanwhile', async () => {
    const source = await createRepositoryFixture(join(files.path, 'slow'));
    const slow = (value: string): string =>
      `import { Job } from '@jobwright/sdk';\nexport class Slow extends Job {\n  override async run(): Promise<string> {\n    this.logInfo('begun');\n    await new Promise((resolve) => setTimeout(resolve, 3000));\n    return '${value}';\n  }\n}\n`;
    const before = await source.commit('Before', { 'slow.ts': slow('before') });
    const repository = await add({ name: 'Slow', remote_url: source.url });
    await settled(repository);

    const running = await platform.submit('git.slow/slow/Slow');
    await source.commit('After', { 'slow.ts': slow('after') });
    await sync(repository.id);

    expect(await platform.waitFor(running.id)).toMatchObject({ output: 'before', git_commit: before });
    expect(await output('git.slow/slow/Slow')).toBe('after');
  });
});

describe('over HTTP', () => {
  test('a token opens a repository, and is shown nowhere', async () => {
    const source = await createRepositoryFixture(join(files.path, 'served', 'private.git'));
    await source.commit('One', { 'job.ts': version('Private', 'opened') });
    await using server = await serveRepositories({ root: join(files.path, 'served'), token: gitToken });
    const remote = `${server.url}/private.git`;

    const refused = await add({ name: 'Refused', remote_url: remote });
    const failed = await settled(refused);
    expect(failed).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED' },
    });
    expect(await show(refused.id)).toMatchObject({ last_problem: { code: 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED' } });

    const opened = await add({
      name: 'Opened',
      remote_url: remote,
      credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_GIT' } },
    });
    const result = await settled(opened);
    expect(result.status.value).toBe('completed');
    expect(await output('git.opened/job/Private')).toBe('opened');
    const shown = JSON.stringify([await show(opened.id), result, await platform.logs(result.id)]);
    expect(shown).not.toContain(gitToken);
  });
});

describe('a webhook', () => {
  test('that is signed syncs the branch that it is about; anything else does not', async () => {
    const source = await createRepositoryFixture(join(files.path, 'hooked'));
    await source.commit('One', { 'job.ts': version('Hooked', 'one') });
    const repository = await add({
      name: 'Hooked',
      remote_url: source.url,
      ref: 'main',
      webhook_secret_env: 'JOBWRIGHT_SECRET_WEBHOOK',
    });
    await settled(repository);
    await source.commit('Two', { 'job.ts': version('Hooked', 'two') });

    expect(await post({ ref: 'refs/heads/main' }, 'another secret')).toMatchObject({ status: 401 });
    expect(await post({ ref: 'refs/heads/other' }, webhookSecret)).toMatchObject({ status: 202, result: null });
    const taken = await post({ ref: 'refs/heads/main' }, webhookSecret);
    expect(taken).toMatchObject({ status: 202 });
    await platform.waitFor(taken.result?.id ?? '');
    expect(await output('git.hooked/job/Hooked')).toBe('two');
  });

  async function post(body: object, secret: string) {
    const text = JSON.stringify(body);
    const response = await fetch(`${platform.url}/api/extras/git-repositories/hooked/webhook/`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'X-GitHub-Event': 'push',
        'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
      },
      body: text,
    });
    const answer = (await response.json()) as { readonly job_result?: { readonly id: string } | null };
    return { status: response.status, result: answer.job_result };
  }
});

describe('in the terminal', () => {
  test('repositories are added, synced and listed', async () => {
    const source = await createRepositoryFixture(join(files.path, 'terminal'));
    await source.commit('One', { 'job.ts': version('Typed', 'one') });
    using terminal = new CliFolder({ JOBWRIGHT_TOKEN: superuserToken });
    const server = ['--url', platform.url];

    const added = await terminal.run(['repo', 'add', 'Terminal', source.url, '--ref', 'main', ...server]);
    expect(added).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('git.terminal/job') });
    const commit = await source.commit('Two', { 'job.ts': version('Typed', 'two') });
    const synced = await terminal.run(['repo', 'sync', 'terminal', ...server]);
    expect(synced).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(commit.slice(0, 12)) });
    const listed = await terminal.run(['repo', 'list', ...server]);
    expect(listed.stdout).toMatch(/terminal.*in sync/);
    const unknown = await terminal.run(['repo', 'sync', 'nothing', ...server]);
    expect(unknown).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no git repository') });
  });
});

describe('what is asked for', () => {
  test('twice at once is one sync', async () => {
    const source = await createRepositoryFixture(join(files.path, 'twice'));
    await source.commit('One', { 'job.ts': version('Twice', 'one') });
    const repository = await add({ name: 'Twice', remote_url: source.url });
    await settled(repository);

    const ids = await Promise.all([sync(repository.id), sync(repository.id), sync(repository.id)]);

    expect(new Set(ids.map(({ id }) => id)).size).toBeLessThan(4);
    expect(ids.every(({ status }) => status.value === 'completed')).toBe(true);
  });

  test('that is not right is refused, field by field', async () => {
    const answer = await platform.request('POST', '/api/extras/git-repositories/', {
      name: 'Bad',
      remote_url: 'ext::sh -c id',
      sync_interval_s: 1,
      credentials: { type: 'https-token', token: 'ghp_0123456789' },
    });

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body as object).toSorted()).toEqual(['credentials', 'remote_url', 'sync_interval_s']);
    const again = { name: 'Twice', remote_url: 'https://example.invalid/x.git' };
    expect((await platform.request('POST', '/api/extras/git-repositories/', again)).status).toBe(409);
  });

  test('from a place that the configuration does not open fails, and says so', async () => {
    const repository = await add({ name: 'Elsewhere', remote_url: 'file:///etc' });

    expect(await settled(repository)).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_GIT_URL_NOT_ALLOWED' },
    });
  });
});
