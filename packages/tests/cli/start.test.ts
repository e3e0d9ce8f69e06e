import { once } from 'node:events';
import { existsSync, globSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CliFolder, resultOf, waitForText } from './run-cli.ts';

// Each test makes a database of its own, some twice.
vi.setConfig({ testTimeout: 180_000 });

let folder: CliFolder;

beforeEach(() => {
  folder = new CliFolder({ PORT: '0', WORKER_SLOTS: '1' });
  mkdirSync(join(folder.path, 'jobs'));
  folder.write(
    'jobs/some.ts',
    "import { Job } from '@jobwright/sdk';\nexport class Some extends Job { override async run() { return 1; } }",
  );
  folder.write('jobwright.config.js', 'export default { plugins: [] };');
});
afterEach(() => folder[Symbol.dispose]());

/** Process id of the folder's PostgreSQL, as PostgreSQL itself wrote it down. */
function postgresPid(): number | undefined {
  const [file] = globSync('data/**/postmaster.pid', { cwd: folder.path });
  return file === undefined ? undefined : Number.parseInt(readFileSync(join(folder.path, file), 'utf8'), 10);
}

function isAlive(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return false;
  return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

/** Processes below a process, at any depth. */
function descendantsOf(pid: number): readonly number[] {
  const children = globSync(`/proc/${pid}/task/*/children`).flatMap((file) => readFileSync(file, 'utf8').split(' '));
  return children
    .filter((text) => text.trim() !== '')
    .map(Number)
    .flatMap((child) => [child, ...descendantsOf(child)]);
}

test('SIGTERM stops everything that jobwright start has started, PostgreSQL included', async () => {
  const running = folder.start(['start']);
  const result = resultOf(running);
  let processes: readonly number[] = [];
  let postgres: number | undefined;
  running.stdout?.on('data', (chunk) => {
    if (!String(chunk).includes('Token:')) return;
    postgres = postgresPid();
    processes = descendantsOf(running.pid ?? 0);
    running.kill('SIGTERM');
  });

  const { exitCode, stderr } = await result;

  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  expect(processes).not.toEqual([]);
  expect(postgres).toBeGreaterThan(0);
  expect([postgres ?? 0, ...processes].filter((pid) => isAlive(pid))).toEqual([]);
});

test('SIGTERM during the start leaves nothing running either', async () => {
  const running = folder.start(['start']);
  while (postgresPid() === undefined && running.exitCode === null) await delay(5);
  const postgres = postgresPid() ?? 0;

  running.kill('SIGTERM');
  await once(running, 'exit');

  expect(isAlive(postgres)).toBe(false);
  expect((await folder.run(['start', '--once'])).exitCode).toBe(0);
});

test('A second server on the same data folder is refused, and told which process has it', async () => {
  const running = folder.start(['serve']);
  await waitForText(running.stderr, /^Ready:/m);

  const second = await folder.run(['serve']);

  running.kill('SIGTERM');
  await once(running, 'exit');
  expect(second.exitCode).toBe(1);
  expect(second.stderr).toContain(`in use by the Jobwright process ${running.pid}`);
});
