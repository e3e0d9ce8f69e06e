import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startNpmRegistry } from '@jobwright/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { waitForText } from '../cli/run-cli.ts';
import { freePort } from '../support/platform.ts';
import { installInNewProject, installTarballs, npmCreate, packPackages, userEnvironment } from './install-packages.ts';

// It builds, packs and installs everything.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 300_000 });

const token = 'test-superuser-token-0123456789abcdef';

let folder: string;
let tarballs: readonly string[];
let project: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jobwright-installed-'));
  tarballs = await packPackages(folder);
  project = join(folder, 'project');
  await installInNewProject(project, tarballs);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a plugin from a tarball brings its models, jobs and settings to a platform from tarballs', async () => {
  await writeFile(
    join(project, 'jobwright.config.ts'),
    `import { defineConfig } from '@jobwright/server';

     export default defineConfig({
       plugins: ['@jobwright/inventory/plugin', '@jobwright/plugin-example/plugin'],
       pluginSettings: { maintenance: { maxHours: 8 } },
     });`,
  );
  const port = await freePort();
  const server = spawn(join(project, 'node_modules/.bin/jobwright'), ['serve'], {
    cwd: project,
    env: {
      ...userEnvironment,
      PORT: String(port),
      JOBWRIGHT_SUPERUSER_TOKEN: token,
      LOG_LEVEL: 'warn',
      WORKER_SLOTS: '1',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(server, 'exit');
  const printed: string[] = [];
  server.stderr.on('data', (chunk: Buffer) => printed.push(chunk.toString()));
  const ask = async <Body>(method: string, path: string, body?: object): Promise<Body> => {
    const response = await fetch(`http://127.0.0.1:${port}/api/${path}`, {
      method,
      headers: { Authorization: `Token ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as Body;
  };
  const openWindow = (hours: number) =>
    ask<object>('POST', 'extras/jobs/plugin/maintenance.jobs.windows/OpenWindow/run/?wait=30', {
      data: { site: { slug: 'delft' }, start: '2026-12-01T22:00:00Z', hours, reason: 'New firmware' },
      commit: true,
    });

  try {
    await expect
      .poll(() => ask<{ count: number }>('GET', 'extras/job-modules/').catch(() => printed.join('')), {
        timeout: 60_000,
      })
      .toMatchObject({ count: 1 });
    await ask('POST', 'extras/statuses/', { name: 'Active', slug: 'active' });
    const status = { slug: 'active' };
    await ask('POST', 'dcim/sites/', { name: 'Delft', slug: 'delft', status });
    await ask('POST', 'dcim/manufacturers/', { name: 'Cisco', slug: 'cisco' });
    const manufacturer = { slug: 'cisco' };
    await ask('POST', 'dcim/device-types/', { manufacturer, model: 'C9300', slug: 'c9300' });
    await ask('POST', 'dcim/device-roles/', { name: 'Switch', slug: 'switch' });
    await ask('POST', 'dcim/devices/', {
      name: 'sw1',
      status,
      site: { slug: 'delft' },
      device_type: { slug: 'c9300' },
      device_role: { slug: 'switch' },
    });

    const opened = await openWindow(4);
    const refused = await openWindow(9);
    const windows = await ask<object>('GET', 'maintenance/windows/');

    expect(opened).toMatchObject({ job_result: { status: { value: 'completed' }, output: 1, change_count: 1 } });
    expect(refused).toMatchObject({ job_result: { error: { message: 'A window may be open for 8 hours at most.' } } });
    expect(windows).toMatchObject({ count: 1, results: [{ display: 'sw1: New firmware' }] });
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
});

test('its jobs are tested with what was installed, by the runner of Node', async () => {
  await writeFile(
    join(project, 'windows.test.mjs'),
    `import assert from 'node:assert/strict';
     import { test } from 'node:test';
     import { plugin as inventory } from '@jobwright/inventory/plugin';
     import { plugin as maintenance } from '@jobwright/plugin-example/plugin';
     import { jobIn, runJob } from '@jobwright/testing';

     test('nothing overlaps in an empty database', async () => {
       const module = new URL('./windows.js', maintenance.jobs);
       const result = await runJob(jobIn(module, 'OverlappingWindows'), { models: [inventory, maintenance] });
       assert.equal(result.error, null);
       assert.equal(result.status, 'completed');
       assert.equal(result.jobPath, 'plugin/maintenance.jobs.windows/OverlappingWindows');
     });`,
  );

  const printed = await promisify(execFile)(process.execPath, ['windows.test.mjs'], {
    cwd: project,
    env: { ...userEnvironment, XDG_CACHE_HOME: join(folder, 'caches') },
  }).then(
    ({ stdout }) => stdout,
    (error: { readonly stdout: string }) => error.stdout,
  );

  expect(printed).toMatch(/^(?:ℹ|#) pass 1$/m);
});

test('a new repository of jobs, made with npm create, compiles with what was packed, and its tests pass', async () => {
  const run = promisify(execFile);
  await using registry = await startNpmRegistry();
  await registry.publish(await readFile(tarballs.find((path) => path.endsWith('/create-jobwright.tgz')) ?? ''));
  const repository = join(folder, 'net-jobs');
  const options = { cwd: repository, env: { ...userEnvironment, XDG_CACHE_HOME: join(folder, 'caches') } };

  const { url } = registry;
  expect(await npmCreate(folder, { registry: url, args: ['jobwright@latest', '--', '--help'] })).toContain('Usage:');
  const printed = await npmCreate(folder, { registry: url, args: ['jobwright@latest', 'net-jobs'] });
  expect(printed).toContain('net-jobs');
  await installTarballs(repository, tarballs);
  await run('npm', ['run', 'typecheck'], options);
  const { stdout } = await run('npm', ['test'], options);

  expect(stdout).toMatch(/^(?:ℹ|#) pass 2$/m);
  // Files that packing is apt to leave out.
  expect(await readdir(repository)).toEqual(expect.arrayContaining(['.github', '.gitignore']));
});

test('the new repository serves its job, which runs on the demo data', async () => {
  const repository = join(folder, 'net-jobs');
  const jobwright = join(repository, 'node_modules/.bin/jobwright');
  const env = { ...userEnvironment, PORT: '0', WORKER_SLOTS: '1', LOG_LEVEL: 'error' };
  const options = { cwd: repository, env };
  const runJob = ['runjob', 'local/hello/ActivateSite', '--data', '{"site": {"slug": "syd1"}}', '--json', '--commit'];
  await promisify(execFile)(jobwright, ['demo'], options);
  const server = spawn(jobwright, ['serve'], { ...options, stdio: ['ignore', 'ignore', 'pipe'] });
  const ended = once(server, 'exit');

  try {
    await waitForText(server.stderr, /^Ready:/m);
    await expect
      .poll(async () => (await promisify(execFile)(jobwright, ['jobs', '--json'], options)).stdout, { timeout: 60_000 })
      .toContain('local/hello/ActivateSite');
    const { stdout } = await promisify(execFile)(jobwright, runJob, options);

    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { readonly job_result: object };
    expect(last.job_result).toMatchObject({
      status: { value: 'completed' },
      changes_committed: true,
      output: expect.stringMatching(/ made active: [1-9]\d*$/),
    });
  } finally {
    server.kill('SIGTERM');
    await ended;
  }
});

test('the tarballs hold what runs, and neither tests nor fixtures', async () => {
  for (const name of ['@jobwright/server', '@jobwright/testing', '@jobwright/plugin-example', 'create-jobwright']) {
    const files = await readdir(join(project, 'node_modules', name, 'dist'), { recursive: true });

    expect(files.filter((file) => /\.test\.|\.test-d\.|fixture/.test(file))).toEqual([]);
  }
});
