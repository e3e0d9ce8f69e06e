import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createRepositoryFixture,
  createTestFolder,
  serveRepositories,
  type GitHttpServer,
  type RepositoryFixture,
  type TestFolder,
} from '@jobwright/git-sync/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GitPlatform, version, type Repository } from './git-platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const gitToken = 'token-of-the-git-server-0123456789';

let git: GitPlatform;
let jobsRoot: TestFolder;

beforeAll(async () => {
  jobsRoot = await createTestFolder();
  await writeFile(join(jobsRoot.path, 'local.ts'), version('Local', 'local'));
  git = await GitPlatform.start({
    environment: { JOBWRIGHT_SECRET_GIT: gitToken, WORKER_SLOTS: '1', JOBS_ROOT: jobsRoot.path },
  });
});
afterAll(async () => {
  await git?.[Symbol.asyncDispose]();
  await jobsRoot?.[Symbol.asyncDispose]();
});

const broken = 'import { Job } from "@jobwright/sdk";\nexport class Check extends Job {\n  run( {\n}\n';

/** Runs until there is a region of that name: how long a run takes is up to the test. */
const waiting = (region: string, value: string): string => `
import { Region } from '@jobwright/inventory';
import { Job } from '@jobwright/sdk';
export class Waiting extends Job {
  override async run(): Promise<string> {
    while ((await this.em.fork().count(Region, { name: '${region}' })) === 0)
      await new Promise((resolve) => setTimeout(resolve, 50));
    return '${value}';
  }
}
export class Next extends Job {
  override run(): string {
    return '${value}';
  }
}
`;

const transports = [
  ['file', 'file:'],
  ['http', 'HTTP'],
  ['token', 'HTTP with a token'],
] as const;

describe.each(transports)('a repository (%s: over %s)', (transport) => {
  const slug = `jobs-${transport}`;
  const job = (path: string): string => `git.${slug}/${path}`;
  let source: RepositoryFixture;
  let server: GitHttpServer | undefined;
  let repository: Repository;
  let first: string;

  beforeAll(async () => {
    const root = join(git.files.path, transport);
    source = await createRepositoryFixture(join(root, 'jobs.git'));
    if (transport !== 'file')
      server = await serveRepositories({ root, ...(transport === 'token' ? { token: gitToken } : {}) });
  });
  afterAll(() => server?.close());

  test('is synced when it is added, and its jobs run with their commit', async () => {
    first = await source.commit('First', {
      'jobs/checks.ts': `import { word } from './_lib/word.ts';\n${version('Check', 'first').replace("'first'", 'word')}`,
      'jobs/_lib/word.ts': `export const word = 'one';\n`,
      'jobs/devices/access.ts': version('Access', 'access 1'),
      'README.md': '# Jobs',
    });
    await source.git('branch', 'feature');

    repository = await git.add({
      name: slug,
      remote_url: server === undefined ? source.url : `${server.url}/jobs.git`,
      path: 'jobs',
      ...(transport === 'token'
        ? { credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_GIT' } } }
        : {}),
    });
    const result = await git.settled(repository);

    expect(result).toMatchObject({ status: { value: 'completed' }, output: { commit: first, updated: 2, broken: 0 } });
    expect(await git.messages(result.id)).toEqual([
      expect.stringMatching(/^Fetching the default branch of (?:file|http):/),
      expect.stringContaining(`New commit \`${first.slice(0, 12)}\``),
      `The module \`git.${slug}/checks\` is up to date.`,
      `The module \`git.${slug}/devices.access\` is up to date.`,
    ]);
    expect(await git.platform.run(job('checks/Check'))).toMatchObject({
      output: 'one',
      git_commit: first,
      git_repository: slug,
      bundle_digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(await git.output(job('devices.access/Access'))).toBe('access 1');
  });

  test('is synced without news, and nothing changes', async () => {
    const result = await git.sync(repository.id);

    expect(result.output).toEqual({ commit: first, updated: 0, unchanged: 2, removed: 0, broken: 0 });
    const status = await git.platform.request('GET', `/api/extras/git-repositories/${repository.id}/status/`);
    expect(status.body).toMatchObject({
      repository: { current_commit: first, last_problem: null },
      sync: { id: result.id, status: { value: 'completed' }, git_commit: first },
    });
  });

  test('acceptance 42: follows a branch in which a module is broken: that one keeps its last good version', async () => {
    await source.git('checkout', '--quiet', 'feature');
    const commit = await source.commit('Break', {
      'jobs/checks.ts': broken,
      'jobs/devices/access.ts': version('Access', 'access of the branch'),
    });

    const result = await git.change(repository.id, { ref: 'feature' });

    expect(result).toMatchObject({
      status: { value: 'failed' },
      error: { code: 'JOBWRIGHT_MODULES_BROKEN' },
      output: { commit, updated: 1, broken: 1 },
    });
    expect(await git.messages(result.id)).toContainEqual(
      expect.stringMatching(new RegExp(`git\\.${slug}/checks\` is broken \\(checks\\.ts:5\\)`)),
    );
    expect(await git.modules(slug)).toMatchObject({
      checks: { installed: true, git_commit: first, error: { file: 'checks.ts', line: 5 } },
      'devices.access': { git_commit: commit, error: null },
    });
    expect(await git.platform.run(job('checks/Check'))).toMatchObject({ output: 'one', git_commit: first });
    expect(await git.output(job('devices.access/Access'))).toBe('access of the branch');
  });

  test('whose branch is gone says so, and its jobs stay', async () => {
    await source.git('checkout', '--quiet', 'main');
    await source.git('branch', '--quiet', '-D', 'feature');

    const result = await git.sync(repository.id);

    expect(result).toMatchObject({ status: { value: 'failed' }, error: { code: 'JOBWRIGHT_GIT_REF_NOT_FOUND' } });
    expect(await git.show(repository.id)).toMatchObject({ last_problem: { code: 'JOBWRIGHT_GIT_REF_NOT_FOUND' } });
    expect(await git.output(job('devices.access/Access'))).toBe('access of the branch');
    await git.change(repository.id, { ref: 'main' });
    expect(await git.output(job('devices.access/Access'))).toBe('access 1');
  });

  test('has a module renamed and one removed', async () => {
    const renamed = await source.commit('Rename and remove', {
      'jobs/checks.ts': undefined,
      'jobs/tests.ts': version('Check', 'renamed'),
      'jobs/devices/access.ts': undefined,
    });
    await source.git('tag', '--annotate', '--message', 'noted', 'v1');

    const result = await git.sync(repository.id);

    expect(result).toMatchObject({ output: { commit: renamed, updated: 1, removed: 2 } });
    expect(await git.modules(slug)).toMatchObject({
      checks: { installed: false },
      'devices.access': { installed: false },
      tests: { installed: true, git_commit: renamed },
    });
    expect(await git.statusOfRun(job('checks/Check'))).toBe(405);
    expect(await git.output(job('tests/Check'))).toBe('renamed');
  });

  test('is followed over a force-push, to a tag, and to a pinned commit', async () => {
    await source.git('reset', '--quiet', '--hard', first);
    const forced = await source.commit('Forced', { 'jobs/devices/access.ts': version('Access', 'forced') });

    expect(await git.sync(repository.id)).toMatchObject({ output: { commit: forced } });
    expect(await git.output(job('devices.access/Access'))).toBe('forced');
    expect(await git.output(job('checks/Check'))).toBe('one');
    await git.change(repository.id, { ref: 'v1' });
    expect(await git.output(job('tests/Check'))).toBe('renamed');
    expect(await git.change(repository.id, { ref: first })).toMatchObject({ output: { commit: first } });
    expect(await git.output(job('devices.access/Access'))).toBe('access 1');
    await git.change(repository.id, { ref: null });
  });

  test('reports files in LFS and submodules, and follows neither', async () => {
    const oid = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393';
    await source.commit('More', {
      '.gitmodules': '[submodule "lib"]\n\tpath = jobs/lib\n\turl = https://example.com/lib.git\n',
      'jobs/model.bin': `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize 12345\n`,
    });
    await source.git('update-index', '--add', '--cacheinfo', `160000,${first},jobs/lib`);
    await source.git('commit', '--quiet', '--message', 'Submodule');

    const result = await git.sync(repository.id);

    expect(result.status.value).toBe('completed');
    expect(await git.messages(result.id)).toEqual(
      expect.arrayContaining([
        'The submodule `lib` is not followed: its files are not there.',
        '`model.bin` is kept in Git LFS: the file holds only a pointer.',
      ]),
    );
  });

  test('is synced while a run goes on and another waits: both keep the version that they were validated against', async () => {
    const region = `of ${transport}`;
    const before = await source.commit('Before', { 'jobs/waiting.ts': waiting(region, 'before') });
    await git.sync(repository.id);
    const running = await git.platform.submit(job('waiting/Waiting'));
    const queued = await git.platform.submit(job('waiting/Next'));
    const after = await source.commit('After', { 'jobs/waiting.ts': waiting(region, 'after') });
    const synced = await git.sync(repository.id);

    expect(synced).toMatchObject({ status: { value: 'completed' }, output: { commit: after } });
    expect((await git.platform.result(queued.id)).status.value).toBe('pending');
    await git.platform.request('POST', '/api/dcim/regions/', { name: region, slug: `of-${transport}` });
    for (const run of [running, queued])
      expect(await git.platform.waitFor(run.id)).toMatchObject({ output: 'before', git_commit: before });
    expect(await git.platform.run(job('waiting/Next'))).toMatchObject({ output: 'after', git_commit: after });
  });

  test('tells its token to nobody', async () => {
    const path = `/api/extras/job-results/?job_path=git.${slug}&limit=0`;
    const syncs = await git.platform.list<{ readonly id: string }>(path);
    const logs = await Promise.all(syncs.map(({ id }) => git.messages(id)));
    const details = await Promise.all(syncs.map(({ id }) => git.platform.result(id)));

    expect(syncs.length).toBeGreaterThan(8);
    const shown = JSON.stringify([await git.show(repository.id), syncs, logs, details]);
    expect(shown).not.toContain(gitToken);
    expect(shown).not.toContain(Buffer.from(`x-access-token:${gitToken}`).toString('base64'));
  });

  test('is deleted: its jobs cannot be run any more, their results stay', async () => {
    const history = `/api/extras/job-results/?job_path=${job('checks/Check')}`;
    const before = await git.platform.list(history);
    expect(before.length).toBeGreaterThan(2);

    const answer = await git.platform.request('DELETE', `/api/extras/git-repositories/${repository.id}/`);

    expect(answer.status).toBe(204);
    expect(await git.statusOfRun(job('devices.access/Access'))).toBe(405);
    expect(await git.platform.list(history)).toEqual(before);
    expect(Object.values(await git.modules(slug)).filter(({ installed }) => installed)).toEqual([]);
  });
});

describe('the folder of the server', () => {
  test('is read again when a file changes: a run that goes on and one that waits keep the version of before', async () => {
    const save = (value: string): Promise<void> =>
      writeFile(join(jobsRoot.path, 'hot.ts'), waiting('of the folder', value));
    const digest = async (): Promise<string | undefined> => {
      const path = '/api/extras/jobs/local/hot/Next/';
      return (await git.platform.request<{ readonly bundle_digest?: string }>('GET', path)).body.bundle_digest;
    };
    await save('before');
    await expect.poll(digest, { timeout: 30_000 }).toBeDefined();
    const before = await digest();
    const running = await git.platform.submit('local/hot/Waiting');
    const queued = await git.platform.submit('local/hot/Next');
    await expect.poll(async () => (await git.platform.result(running.id)).status.value).toBe('running');

    await save('after');
    await expect.poll(digest, { timeout: 30_000 }).not.toBe(before);

    expect((await git.platform.result(running.id)).status.value).toBe('running');
    await git.platform.request('POST', '/api/dcim/regions/', { name: 'of the folder', slug: 'of-the-folder' });
    for (const run of [running, queued]) expect(await git.platform.waitFor(run.id)).toMatchObject({ output: 'before' });
    expect(await git.platform.run('local/hot/Next')).toMatchObject({ output: 'after' });
  });
});
