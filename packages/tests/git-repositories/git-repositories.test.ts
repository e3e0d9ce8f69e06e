import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createRepositoryFixture, serveRepositories, type RepositoryFixture } from '@jobwright/git-sync/testing';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CliFolder } from '../cli/run-cli.ts';
import { superuserToken } from '../support/platform.ts';
import { GitPlatform, version, type Repository } from './git-platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const webhookSecret = 'secret-of-the-webhook-0123456789';
const gitToken = 'token-of-the-git-server-0123456789';

let git: GitPlatform;

beforeAll(async () => {
  git = await GitPlatform.start({
    environment: {
      JOBWRIGHT_SECRET_WEBHOOK: webhookSecret,
      JOBWRIGHT_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    },
  });
});
afterAll(() => git?.[Symbol.asyncDispose]());

/** Makes a repository with one module and adds it. */
async function addWith(
  files: Readonly<Record<string, string>>,
  body: { readonly name: string; readonly [key: string]: unknown },
): Promise<{ readonly source: RepositoryFixture; readonly repository: Repository }> {
  const source = await createRepositoryFixture(join(git.files.path, body.name.toLowerCase()));
  await source.commit('One', files);
  const repository = await git.add({ ...body, remote_url: source.url });
  return { source, repository };
}

/** Asks the database behind the platform's back: for what only time would bring about. */
async function query(sql: string, values: readonly unknown[] = []): Promise<readonly Record<string, unknown>[]> {
  const client = new Client({ connectionString: git.database.url });
  await client.connect();
  try {
    return (await client.query(sql, [...values])).rows as Record<string, unknown>[];
  } finally {
    const closed = once(client, 'end');
    await client.end();
    await closed;
  }
}

describe('a server', () => {
  test('keeps the jobs of repositories over a restart, takes no syncs where it is told so, and makes one of those that wait', async () => {
    const { source, repository } = await addWith({ 'job.ts': version('Kept', 'one') }, { name: 'Kept' });
    await git.settled(repository);
    await git.restart({ SYNC_SLOTS: '0' });

    expect(await git.output('git.kept/job/Kept')).toBe('one');
    await source.commit('Two', { 'job.ts': version('Kept', 'two') });
    const [sync = '', ...others] = await Promise.all(Array.from({ length: 3 }, () => git.requestSync(repository.id)));
    expect(others).toEqual([sync, sync]);
    expect(await git.output('git.kept/job/Kept')).toBe('one');
    expect((await git.platform.result(sync)).status.value).toBe('pending');

    await git.restart();
    expect(await git.platform.waitFor(sync)).toMatchObject({ output: { updated: 1 } });
    expect(await git.output('git.kept/job/Kept')).toBe('two');
  });
});

test('acceptance 43: two repositories with a module of the same name both have it, and run their own code', async () => {
  const files = (value: string) => ({ 'devices.ts': version('Check', value) });
  const north = await addWith(files('of the north'), { name: 'North', slug: 'north' });
  const south = await addWith(files('of the south'), { name: 'South', slug: 'south' });
  await git.settled(north.repository);
  await git.settled(south.repository);

  expect(await git.output('git.north/devices/Check')).toBe('of the north');
  expect(await git.output('git.south/devices/Check')).toBe('of the south');
});

describe('over HTTP', () => {
  test('a repository is closed to those without its token', async () => {
    const root = join(git.files.path, 'served');
    const source = await createRepositoryFixture(join(root, 'private.git'));
    await source.commit('One', { 'job.ts': version('Private', 'opened') });
    await using server = await serveRepositories({ root, token: gitToken });

    const refused = await git.add({ name: 'Refused', remote_url: `${server.url}/private.git` });

    const code = 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED';
    expect(await git.settled(refused)).toMatchObject({ status: { value: 'failed' }, error: { code } });
    expect(await git.show(refused.id)).toMatchObject({ last_problem: { code }, current_commit: null });
  });

  test('a stored secret opens a repository, if it is open to that repository', async () => {
    const root = join(git.files.path, 'stored');
    const source = await createRepositoryFixture(join(root, 'private.git'));
    await source.commit('One', { 'job.ts': version('Stored', 'opened') });
    await using server = await serveRepositories({ root, token: gitToken });
    const secret = { name: 'forge/token', value: gitToken, jobs: ['git.another', 'git.stored/*'] };
    const stored = await git.platform.request<{ readonly id: string }>('POST', '/api/extras/secrets/', secret);

    const repository = await git.add({
      name: 'Stored',
      remote_url: `${server.url}/private.git`,
      credentials: { type: 'https-token', token: { secret: 'forge/token' } },
    });

    expect(await git.settled(repository)).toMatchObject({
      status: { value: 'failed' },
      error: {
        code: 'JOBWRIGHT_GIT_CREDENTIALS_INVALID',
        message: expect.stringContaining('add "git.stored" to its "jobs"'),
      },
    });
    expect(server.requests).toEqual([]);
    await git.platform.request('PATCH', `/api/extras/secrets/${stored.body.id}/`, { jobs: ['git.stored'] });
    const opened = await git.sync(repository.id);
    expect(opened.status.value).toBe('completed');
    expect(await git.output('git.stored/job/Stored')).toBe('opened');
    const shown = [opened, await git.show(repository.id), await git.messages(opened.id)];
    expect(JSON.stringify(shown)).not.toContain(gitToken);
  });
});

describe('an interval', () => {
  test('that is over has the repository synced, without anybody asking', async () => {
    const { source, repository } = await addWith(
      { 'job.ts': version('Timed', 'one') },
      { name: 'Timed', sync_interval_s: 30 },
    );
    const first = await git.settled(repository);
    const commit = await source.commit('Two', { 'job.ts': version('Timed', 'two') });

    await query(`update extras_git_repository set last_sync_requested = now() - interval '31 seconds' where id = $1`, [
      repository.id,
    ]);

    await vi.waitFor(async () => expect((await git.show(repository.id)).last_result?.id).not.toBe(first.id), {
      timeout: 30_000,
      interval: 100,
    });
    const second = await git.settled(repository);
    expect(second).toMatchObject({
      status: { value: 'completed' },
      output: { commit },
      user_name: 'system (interval)',
    });
    expect(await git.output('git.timed/job/Timed')).toBe('two');
  });
});

describe('a repository that is deleted', () => {
  test('while it is synced keeps none of the jobs that the sync brings', async () => {
    // Loading this module takes as long as a module may.
    const { source, repository } = await addWith(
      { 'a.ts': version('Early', 'a'), 'b.ts': 'for (;;) {}\nexport {};\n' },
      { name: 'Late' },
    );
    // With this one the files stay, however soon the server hears that they are not needed.
    await git.add({ name: 'Late too', remote_url: source.url, enabled: false });
    const sync = repository.last_result?.id ?? '';
    await vi.waitFor(async () => expect(await git.messages(sync)).toHaveLength(2), { timeout: 30_000 });

    await git.platform.request('DELETE', `/api/extras/git-repositories/${repository.id}/`);

    expect(await git.platform.waitFor(sync)).toMatchObject({ output: { updated: 1, broken: 1 } });
    expect(await git.modules('late')).toMatchObject({ a: { installed: false } });
    expect(await git.statusOfRun('git.late/a/Early')).toBe(405);
  });

  test('is removed from the disks of other servers too, when they look', async () => {
    const { repository } = await addWith({ 'job.ts': version('Job', 'one') }, { name: 'Elsewhere' });
    await git.settled(repository);
    const copies = async (): Promise<number> => {
      const folder = join(git.files.path, 'data/git/repositories');
      const all = await Promise.all((await readdir(folder)).map((name) => readdir(join(folder, name))));
      return all.filter((entries) => entries.includes('snapshots')).length;
    };
    const before = await copies();

    // Another server took the task of the queue.
    await query('delete from extras_git_repository where id = $1', [repository.id]);
    await git.restart();

    await expect.poll(copies, { timeout: 30_000 }).toBe(before - 1);
  });

  test('leaves another repository of the same address what is here of it', async () => {
    const { source, repository } = await addWith({ 'job.ts': version('Shared', 'one') }, { name: 'Shared' });
    await git.settled(repository);
    const other = await git.add({ name: 'Sharing', remote_url: source.url });
    await git.settled(other);

    await git.platform.request('DELETE', `/api/extras/git-repositories/${repository.id}/`);

    await vi.waitFor(async () =>
      expect(await query(`select from graphile_worker.jobs where task_identifier = 'remove_repository'`)).toEqual([]),
    );
    const result = await git.sync(other.id);
    expect(await git.messages(result.id)).toContainEqual(expect.stringContaining('Nothing new: still at commit'));
    const audit = await git.platform.list<{ readonly action: string }>(
      `/api/extras/audit-events/?object_id=${repository.id}&limit=0`,
    );
    expect(new Set(audit.map(({ action }) => action))).toEqual(
      new Set(['repository.created', 'repository.deleted', 'sync.requested']),
    );
  });
});

describe('a webhook', () => {
  test('that is signed syncs the branch that it is about; anything else does not', async () => {
    const { source, repository } = await addWith(
      { 'job.ts': version('Hooked', 'one') },
      { name: 'Hooked', ref: 'main', webhook_secret_env: 'JOBWRIGHT_SECRET_WEBHOOK' },
    );
    await git.settled(repository);
    await source.commit('Two', { 'job.ts': version('Hooked', 'two') });

    expect(await post({ ref: 'refs/heads/main' }, signed('another secret'))).toMatchObject({ status: 401 });
    expect(await post({ ref: 'refs/heads/main' }, () => ({}))).toMatchObject({ status: 401 });
    expect(await post({ ref: 'refs/heads/other' }, signed(webhookSecret))).toMatchObject({ status: 202, result: null });
    const taken = await post({ ref: 'refs/heads/main' }, signed(webhookSecret));
    expect(taken).toMatchObject({ status: 202 });
    await git.platform.waitFor(taken.result?.id ?? '');
    expect(await git.output('git.hooked/job/Hooked')).toBe('two');

    await source.commit('Three', { 'job.ts': version('Hooked', 'three') });
    const gitLab = { 'X-Gitlab-Event': 'Push Hook', 'X-Gitlab-Token': webhookSecret };
    const fromGitLab = await post({ ref: 'refs/heads/main' }, () => gitLab);
    expect(fromGitLab).toMatchObject({ status: 202 });
    await git.platform.waitFor(fromGitLab.result?.id ?? '');
    expect(await git.output('git.hooked/job/Hooked')).toBe('three');
  });

  test('may be signed with a stored secret that is open to the repository', async () => {
    const stored = 'secret-of-the-other-webhook';
    const secret = { name: 'forge/webhook', value: stored, jobs: ['git.another'] };
    const created = await git.platform.request<{ readonly id: string }>('POST', '/api/extras/secrets/', secret);
    const [repository] = await git.platform.list<Repository>('/api/extras/git-repositories/?slug=hooked');
    await git.change(repository?.id ?? '', { webhook_secret_env: null, webhook_secret: 'forge/webhook' });

    expect(await post({ ref: 'refs/heads/other' }, signed(stored))).toMatchObject({ status: 404 });
    await git.platform.request('PATCH', `/api/extras/secrets/${created.body.id}/`, { jobs: ['git.hooked'] });
    expect(await post({ ref: 'refs/heads/other' }, signed(stored))).toMatchObject({ status: 202 });
    expect(await post({ ref: 'refs/heads/other' }, signed(webhookSecret))).toMatchObject({ status: 401 });
  });

  /** What GitHub sends with a push. */
  function signed(secret: string) {
    return (text: string) => ({
      'X-GitHub-Event': 'push',
      'X-Hub-Signature-256': `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`,
    });
  }

  async function post(body: object, headersOf: (text: string) => Readonly<Record<string, string>>) {
    const text = JSON.stringify(body);
    const response = await fetch(`${git.platform.url}/api/extras/git-repositories/hooked/webhook/`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headersOf(text) },
      body: text,
    });
    const answer = (await response.json()) as { readonly job_result?: { readonly id: string } | null };
    return { status: response.status, result: answer.job_result };
  }
});

describe('in the terminal', () => {
  test('repositories are added, synced and listed', async () => {
    const source = await createRepositoryFixture(join(git.files.path, 'terminal'));
    await source.commit('One', { 'job.ts': version('Typed', 'one') });
    using terminal = new CliFolder({ JOBWRIGHT_TOKEN: superuserToken });
    const server = ['--url', git.platform.url];

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
  test('that is not right is refused, field by field', async () => {
    const answer = await git.platform.request('POST', '/api/extras/git-repositories/', {
      name: 'Bad',
      remote_url: 'ext::sh -c id',
      sync_interval_s: 1,
      credentials: { type: 'https-token', token: 'ghp_0123456789' },
    });

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body as object).toSorted()).toEqual(['credentials', 'remote_url', 'sync_interval_s']);
    for (const body of [
      { credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_KEY' } } },
      { webhook_secret_env: 'JOBWRIGHT_SECRET_KEY' },
    ]) {
      const bad = { name: 'Curious', remote_url: 'https://example.invalid/x.git', ...body };
      const refused = await git.platform.request('POST', '/api/extras/git-repositories/', bad);
      expect([refused.status, Object.keys(refused.body as object)]).toEqual([400, Object.keys(body)]);
    }
    const again = { name: 'Kept', remote_url: 'https://example.invalid/x.git' };
    expect((await git.platform.request('POST', '/api/extras/git-repositories/', again)).status).toBe(409);
  });

  test('from a place that the configuration does not open fails, and says so', async () => {
    const repository = await git.add({ name: 'Elsewhere', remote_url: 'file:///etc' });

    expect(await git.settled(repository)).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_GIT_URL_NOT_ALLOWED' },
    });
  });
});
