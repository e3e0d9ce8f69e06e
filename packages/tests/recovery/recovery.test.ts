import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { createTestDatabase, type TestDatabase } from '@jobwright/server/testing';
import { Platform } from '../support/platform.ts';
import { isRunning, startWorker } from '../support/processes.ts';

// Each test starts whole servers, some of them two.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const folder = new URL('./', import.meta.url);

let database: TestDatabase;
let client: Client;
const platforms: Platform[] = [];

beforeEach(async () => {
  database = await createTestDatabase({ plugins: [inventory] });
  client = new Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  for (const platform of platforms.splice(0)) await platform[Symbol.asyncDispose]();
  await client.end();
  await database[Symbol.asyncDispose]();
});

async function start(environment: Readonly<Record<string, string>> = {}): Promise<Platform> {
  const platform = await Platform.start({ folder, database, environment });
  platforms.push(platform);
  return platform;
}

/** Process ids of the slots that hold connections at the moment: what a system that is short of memory would kill. */
async function findSlotPids(): Promise<number[]> {
  const { rows } = await client.query<{ name: string }>(
    `select distinct application_name as name from pg_stat_activity
     where datname = current_database() and application_name like 'jobwright slot w% p%'`,
  );
  return rows.map(({ name }) => Number(name.split(' p')[1]));
}

async function countManufacturers(name: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(
    'select count(*)::int from dcim_manufacturer where name = $1',
    [name],
  );
  return rows[0]!.count;
}

/** Waits until the run has written to the database, and said so. */
async function waitUntilWritten(platform: Platform, id: string): Promise<void> {
  await expect
    .poll(async () => (await platform.logs(id)).map(({ message }) => message), { timeout: 30_000 })
    .toContain('written');
}

async function submitWaiting(platform: Platform, manufacturerName: string): Promise<string> {
  const { id } = await platform.submit('local/slow/WriteThenWait', { data: { manufacturerName }, commit: true });
  return id;
}

/** Three times the promise of ten seconds: a busy machine shall not fail the test, a hang shall. */
const recoveryTimeoutMs = 30_000;

describe('kill -9 of a slot during a run', () => {
  test('acceptance 35: ends that run as errored with the reason, leaves nothing of it, and harms no other', async () => {
    const platform = await start();
    const doomed = await submitWaiting(platform, 'Doomed');
    await waitUntilWritten(platform, doomed);
    const [pid] = await findSlotPids();
    const other = await submitWaiting(platform, 'Other');
    await waitUntilWritten(platform, other);

    process.kill(pid!, 'SIGKILL');
    const result = await platform.waitFor(doomed, recoveryTimeoutMs);

    expect(result.status.value).toBe('errored');
    expect(result.error?.message).toMatch(/process/i);
    expect((await platform.logs(doomed)).map(({ message }) => message)).toContain('written');
    expect(await countManufacturers('Doomed')).toBe(0);
    expect((await platform.result(other)).status.value).toBe('running');
    const next = await platform.run('local/slow/Quick', { data: { manufacturerName: 'Next' }, commit: true });
    expect(next.status.value).toBe('completed');
    expect(await countManufacturers('Next')).toBe(1);
  });
});

describe('kill -9 of the whole server during runs, and a restart', () => {
  test('loses no run and runs none twice', async () => {
    const first = await start();
    const running = [await submitWaiting(first, 'Running 1'), await submitWaiting(first, 'Running 2')];
    for (const id of running) await waitUntilWritten(first, id);
    const pending = await Promise.all(
      [1, 2, 3].map((index) =>
        first.submit('local/slow/Quick', { data: { manufacturerName: `Pending ${index}` }, commit: true }),
      ),
    );

    await first.kill();
    const second = await start();

    for (const id of running) {
      const result = await second.waitFor(id, recoveryTimeoutMs);
      expect(result.status.value).toBe('errored');
      expect(result.error).toMatchObject({ code: 'JOBWRIGHT_WORKER_DIED' });
    }
    for (const { id } of pending) expect((await second.waitFor(id)).status.value).toBe('completed');
    expect(await countManufacturers('Running 1')).toBe(0);
    expect(await countManufacturers('Running 2')).toBe(0);
    for (const index of [1, 2, 3]) expect(await countManufacturers(`Pending ${index}`)).toBe(1);
  });

  test('leaves no slot of the killed server behind', async () => {
    const platform = await start();
    await waitUntilWritten(platform, await submitWaiting(platform, 'Orphan'));
    const pids = await findSlotPids();
    expect(pids.length).toBeGreaterThan(0);

    await platform.kill();

    await expect.poll(() => findRunning(pids), { timeout: recoveryTimeoutMs }).toEqual([]);
  });

  test('is noticed by another worker on the same database, which closes the runs', async () => {
    const first = await start();
    const id = await submitWaiting(first, 'Watched');
    await waitUntilWritten(first, id);
    const second = await start();

    await first.kill();

    expect((await second.waitFor(id, recoveryTimeoutMs)).status.value).toBe('errored');
    expect(await countManufacturers('Watched')).toBe(0);
  });

  test('adopts the embedded PostgreSQL that was left running', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'recovery-'));
    await chmod(dataDir, 0o711);
    const environment = { DATABASE_URL: '', DATA_DIR: dataDir };
    const first = await start(environment);
    const id = await submitWaiting(first, 'Embedded');
    await waitUntilWritten(first, id);

    await first.kill();
    const second = await start(environment);

    expect((await second.waitFor(id, recoveryTimeoutMs)).status.value).toBe('errored');
    const next = await second.run('local/slow/Quick', { data: { manufacturerName: 'After' }, commit: true });
    expect(next.status.value).toBe('completed');
    await second[Symbol.asyncDispose]();
    await rm(dataDir, { recursive: true });
  });
});

describe('SIGTERM', () => {
  test('stops everything that the server started, and closes runs that take too long with the reason', async () => {
    const platform = await start({ SHUTDOWN_GRACE_MS: '300' });
    const id = await submitWaiting(platform, 'Stopped');
    await waitUntilWritten(platform, id);
    const ended = once(platform.process, 'exit');

    platform.process.kill('SIGTERM');

    expect(await ended).toEqual([0, null]);
    const { rows } = await client.query(
      'select status, cancel_requested_by_name as by from extras_job_result where id = $1',
      [id],
    );
    expect(rows).toEqual([{ status: 'canceled', by: 'system (the process was stopped)' }]);
    expect(await countManufacturers('Stopped')).toBe(0);
    expect(await findSlotPids()).toEqual([]);
  });
});

describe('a worker without HTTP', () => {
  test('takes the runs of a server that has no slots', async () => {
    const server = await start({ WORKER_SLOTS: '0' });
    const { id, warning } = await submitWithWarning(server);
    expect(warning).toMatch(/No worker is running/);

    await using _ = startWorker({ config: new URL('jobwright.config.ts', folder), databaseUrl: database.url });

    expect((await server.waitFor(id)).status.value).toBe('completed');
  });
});

async function submitWithWarning(server: Platform): Promise<{ readonly id: string; readonly warning?: string }> {
  const { body } = await server.request<{ readonly job_result: { readonly id: string }; readonly warning?: string }>(
    'POST',
    '/api/extras/jobs/local/slow/Quick/run/',
    { data: { manufacturerName: 'Elsewhere' } },
  );
  return { id: body.job_result.id, ...(body.warning === undefined ? {} : { warning: body.warning }) };
}

describe('a singleton job', () => {
  test('acceptance 47: two simultaneous starts never run at the same time', async () => {
    const platform = await start();

    const submitted = await Promise.all([1, 2, 3].map(() => platform.submit('local/slow/OneAtATime')));
    for (const { id } of submitted) expect((await platform.waitFor(id)).status.value).toBe('completed');

    const { rows } = await client.query<{ overlaps: number }>(
      `select count(*)::int as overlaps from extras_job_result as a join extras_job_result as b
         on a.id < b.id and a.started < b.completed and b.started < a.completed`,
    );
    expect(rows).toEqual([{ overlaps: 0 }]);
  });
});

async function findRunning(pids: readonly number[]): Promise<number[]> {
  const running = await Promise.all(pids.map((pid) => isRunning(pid)));
  return pids.filter((_, index) => running[index]);
}
