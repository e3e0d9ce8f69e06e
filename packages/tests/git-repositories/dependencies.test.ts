import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRepositoryFixture, serveRepositories, type RepositoryFixture } from '@jobwright/git-sync/testing';
import { packPackage, startNpmRegistry, type NpmRegistry } from '@jobwright/server/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { GitPlatform, version, type Repository } from './git-platform.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const gitToken = 'token-of-the-git-server-0123456789';

let registry: NpmRegistry;
let git: GitPlatform;

beforeAll(async () => {
  registry = await startNpmRegistry();
  await registry.publish(
    await packPackage(
      {
        name: '@corp/words',
        version: '1.0.0',
        type: 'module',
        exports: './words.js',
        dependencies: { plain: '^2.0.0' },
      },
      { 'words.js': "import plain from 'plain';\nexport const word = plain.toUpperCase();\n" },
    ),
  );
  await registry.publish(
    await packPackage({ name: 'plain', version: '2.0.0' }, { 'index.js': "module.exports = 'locked';\n" }),
  );
  await registry.publish(
    await packPackage(
      { name: 'reader', version: '1.0.0' },
      { 'index.js': "exports.read = require('node:fs').readFileSync;\n" },
    ),
  );
  git = await GitPlatform.start({
    folder: new URL('./dependencies/', import.meta.url),
    environment: { JOBWRIGHT_SECRET_GIT: gitToken, TEST_NPM_REGISTRY: registry.url, WORKER_SLOTS: '1' },
  });
});
afterAll(async () => {
  await git?.[Symbol.asyncDispose]();
  await registry?.[Symbol.asyncDispose]();
});

/** A module with one job, which returns what an expression gives. */
function job(className: string, imports: string, expression: string): string {
  return `${imports}\nimport { Job } from '@jobwright/sdk';\nexport class ${className} extends Job {\n  override run(): string {\n    return ${expression};\n  }\n}\n`;
}

describe('a repository with a submodule and a file in Git LFS', () => {
  test('has the files of both where the configuration says so, and runs with them', async () => {
    const root = join(git.files.path, 'followed');
    const data = JSON.stringify({ word: 'large' });
    const oid = createHash('sha256').update(data).digest('hex');
    const lib = await createRepositoryFixture(join(root, 'lib'));
    const pinned = await lib.commit('One', { 'names.ts': "export const name = 'from the library';\n" });
    await lib.commit('Two', { 'names.ts': "export const name = 'not pinned';\n" });
    const source = await createRepositoryFixture(join(root, 'jobs'));
    await source.commit('One', {
      'follow.ts': job(
        'Follow',
        "import { name } from './_lib/names.ts';\nimport data from './_data.json';",
        '`${name}, ${data.word}`',
      ),
      '_data.json': `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${data.length}\n`,
      '.gitmodules': '[submodule "lib"]\n\tpath = _lib\n\turl = ../../lib/.git\n',
    });
    await source.git('update-index', '--add', '--cacheinfo', `160000,${pinned},_lib`);
    await source.git('commit', '--quiet', '--message', 'Pin the library');
    await using server = await serveRepositories({
      root,
      token: gitToken,
      intercept: (request, response) => {
        if (request.url === '/jobs/.git/info/lfs/objects/batch') {
          const href = `http://${request.headers.host}/lfs/${oid}`;
          response.end(JSON.stringify({ objects: [{ oid, size: data.length, actions: { download: { href } } }] }));
          return true;
        }
        if (request.url === `/lfs/${oid}`) response.end(data);
        return request.url === `/lfs/${oid}`;
      },
    });
    const body = {
      remote_url: `${server.url}/jobs/.git`,
      credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_GIT' } },
    };

    const followed = await git.settled(await git.add({ name: 'Followed', ...body }));
    const reported = await git.settled(await git.add({ name: 'Reported', ...body }));

    expect(followed).toMatchObject({ status: { value: 'completed' }, output: { updated: 1 } });
    expect(await git.messages(followed.id)).toEqual(
      expect.arrayContaining([
        `The submodule \`_lib\` is at commit \`${pinned.slice(0, 12)}\`.`,
        `\`_data.json\` comes from Git LFS, ${data.length} bytes.`,
      ]),
    );
    expect(await git.output('git.followed/follow/Follow')).toBe('from the library, large');
    expect(reported).toMatchObject({ status: { value: 'failed' }, output: { broken: 1 } });
  });
});

describe('npm packages', () => {
  let source: RepositoryFixture;
  let repository: Repository;

  /** Commits a package.json, with the lock file that npm makes for it. */
  async function commitLocked(dependencies: Readonly<Record<string, string>>, module: string): Promise<void> {
    await writeFile(
      join(source.directory, 'package.json'),
      JSON.stringify({ name: 'jobs', private: true, dependencies }),
    );
    const args = ['install', '--package-lock-only', '--no-audit', '--no-fund', '--registry', registry.url];
    await promisify(execFile)('npm', [...args, '--cache', join(git.files.path, 'npm-cache')], {
      cwd: source.directory,
    });
    await source.commit('Lock', { 'words.ts': module });
  }

  const words = job('Words', "import { word } from '@corp/words';", 'word');

  beforeAll(async () => {
    source = await createRepositoryFixture(join(git.files.path, 'installed'));
  });

  test('of a lock file are installed, without running anything, and bundled', async () => {
    await commitLocked({ '@corp/words': '^1.0.0' }, words);

    repository = await git.add({ name: 'Installed', remote_url: source.url });
    const first = await git.settled(repository);
    const asked = registry.requests.filter((path) => path.endsWith('.tgz'));
    const second = await git.sync(repository.id);

    expect(first).toMatchObject({ status: { value: 'completed' }, output: { updated: 1, broken: 0 } });
    expect(await git.messages(first.id)).toContain('Installed 2 packages of package-lock.json.');
    expect(await git.messages(second.id)).toContain('The 2 packages of package-lock.json are here already.');
    expect(second).toMatchObject({ output: { updated: 0, unchanged: 1 } });
    expect(registry.requests.filter((path) => path.endsWith('.tgz'))).toEqual(asked);
    expect(await git.output('git.installed/words/Words')).toBe('LOCKED');
  });

  test('with a lock file that does not fit package.json are not: the jobs keep their last good version', async () => {
    const manifest = JSON.parse(await readFile(join(source.directory, 'package.json'), 'utf8')) as object;
    await source.commit('Forget to lock', {
      'package.json': JSON.stringify({ ...manifest, dependencies: { '@corp/words': '^1.0.0', reader: '^1.0.0' } }),
      'words.ts': version('Words', 'unlocked'),
    });

    const result = await git.sync(repository.id);

    expect(result).toMatchObject({
      status: { value: 'failed' },
      error: {
        code: 'JOBWRIGHT_LOCK_FILE_INVALID',
        message: expect.stringMatching(/^package-lock\.json does not fit package\.json: .* Run "npm install"/),
      },
    });
    expect(await git.show(repository.id)).toMatchObject({ last_problem: { code: 'JOBWRIGHT_LOCK_FILE_INVALID' } });
    expect(await git.output('git.installed/words/Words')).toBe('LOCKED');
  });

  test('that need a built-in of Node break their module, which says which import asked for it', async () => {
    await commitLocked({ reader: '^1.0.0' }, job('Words', "import { read } from 'reader';", 'String(read)'));

    const result = await git.sync(repository.id);

    expect(result).toMatchObject({ status: { value: 'failed' }, output: { broken: 1 } });
    expect((await git.messages(result.id)).join('\n')).toMatch(/words\.ts → node_modules\/reader\/index\.js → node:fs/);
    expect(await git.output('git.installed/words/Words')).toBe('LOCKED');
  });

  test('are not installed where the configuration does not say so', async () => {
    const asked = registry.requests.length;
    const other = await createRepositoryFixture(join(git.files.path, 'uninstalled'));
    const lockFile = await readFile(join(source.directory, 'package-lock.json'), 'utf8');
    await other.commit('One', {
      'package.json': '{"dependencies": {"reader": "^1.0.0"}}',
      'package-lock.json': lockFile,
      'words.ts': words,
    });

    const result = await git.settled(await git.add({ name: 'Uninstalled', remote_url: other.url }));

    expect(result).toMatchObject({ status: { value: 'failed' }, output: { broken: 1 } });
    expect((await git.messages(result.id)).join('\n')).toContain('"@corp/words" is not installed beside the jobs');
    expect(registry.requests).toHaveLength(asked);
  });

  test('that are installed beside the configuration are bundled if it names them, and no others', async () => {
    const other = await createRepositoryFixture(join(git.files.path, 'opened'));
    await other.commit('One', {
      'opened.ts': job('Opened', "import { createParser } from 'eventsource-parser';", 'typeof createParser'),
      'closed.ts': job('Closed', "import pg from 'pg';", 'typeof pg'),
    });

    const result = await git.settled(await git.add({ name: 'Opened', remote_url: other.url }));

    expect(result).toMatchObject({ status: { value: 'failed' }, output: { updated: 1, broken: 1 } });
    expect(await git.output('git.opened/opened/Opened')).toBe('function');
    expect(await git.modules('opened')).toMatchObject({
      closed: { error: { code: 'JOBWRIGHT_COMPILE_IMPORT', line: 1 } },
    });
  });
});
