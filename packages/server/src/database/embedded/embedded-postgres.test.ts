import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { throwawaySettings } from './server-settings.ts';

let dataDir: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'embedded-'));
});

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  // Whatever a killed holder left running.
  const left = await startEmbeddedPostgres({ dataDir }).catch(() => undefined);
  await left?.[Symbol.asyncDispose]();
  await rm(dataDir, { recursive: true, force: true });
});

interface Report {
  readonly pid?: number;
  readonly port?: number;
  readonly adopted?: boolean;
  readonly code?: string;
  readonly message?: string;
}

/** Starts another process that holds the data folder, or tries to. */
async function startHolder(): Promise<{ readonly child: ChildProcess; readonly report: Report }> {
  const child = fork(new URL('embedded-postgres.fixture.ts', import.meta.url), [dataDir]);
  children.push(child);
  const [report] = (await once(child, 'message')) as [Report];
  return { child, report };
}

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Whether anything answers on the port. */
async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

describe('the embedded PostgreSQL', () => {
  test('keeps data, password and port over a restart, and can be reached from this machine only', async () => {
    const first = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
    await query(first.url, 'create table kept (x int)');
    const listening = await query(first.url, 'show listen_addresses');
    await first[Symbol.asyncDispose]();
    expect(await isListening(first.port)).toBe(false);

    const second = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
    const tables = await query(second.url, `select to_regclass('kept')::text as name`);
    await second[Symbol.asyncDispose]();

    expect(second.url).toBe(first.url);
    expect(second.adopted).toBe(false);
    expect(tables).toEqual([{ name: 'kept' }]);
    expect(listening).toEqual([{ listen_addresses: '127.0.0.1' }]);
  });

  test('keeps its generated password where only the owner can read it, and accepts no other', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });

    const { mode } = await stat(join(dataDir, 'postgres.json'));
    expect(mode & 0o777).toBe(0o600);
    const wrong = new URL(postgres.url);
    wrong.password = 'guess';
    await expect(query(wrong.href, 'select 1')).rejects.toMatchObject({ code: '28P01' });
  });

  test('refuses a data folder that a living process uses, and names that process', async () => {
    const holder = await startHolder();
    const second = await startHolder();

    expect(second.report).toEqual({
      code: 'JOBWRIGHT_DATA_FOLDER_IN_USE',
      message:
        `The data folder ${dataDir} is in use by the Jobwright process ${holder.child.pid}. ` +
        'Stop it, or give this one a folder of its own with DATA_DIR.',
    });
    expect(await isListening(holder.report.port!)).toBe(true);
  });

  test('is taken over by the next process when its own was killed', async () => {
    const killed = await startHolder();
    killed.child.kill('SIGKILL');
    await once(killed.child, 'exit');
    expect(await isListening(killed.report.port!)).toBe(true);

    const next = await startHolder();

    expect(next.report).toEqual({ pid: killed.report.pid, port: killed.report.port, adopted: true });
    next.child.kill('SIGTERM');
    await once(next.child, 'exit');
    expect(await isListening(killed.report.port!)).toBe(false);
  });

  test('starts again after it was killed itself', async () => {
    const holder = await startHolder();
    process.kill(holder.report.pid!, 'SIGKILL');
    holder.child.kill('SIGKILL');
    await once(holder.child, 'exit');

    await using next = await startEmbeddedPostgres({ dataDir });

    expect(next.adopted).toBe(false);
    expect(await query(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('is started again when it is killed while its process lives', async () => {
    await using postgres = await startEmbeddedPostgres({ dataDir });
    await query(postgres.url, 'create table kept (x int)');
    const killed = postgres.pid;

    process.kill(killed, 'SIGKILL');

    await expect
      .poll(() => query(postgres.url, `select to_regclass('kept')::text as name`).catch(() => []), { timeout: 20_000 })
      .toEqual([{ name: 'kept' }]);
    expect(postgres.pid).not.toBe(killed);
  });

  test('moves to another port when its own is taken meanwhile', async () => {
    const first = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
    await first[Symbol.asyncDispose]();
    const squatter = createServer().listen(first.port, '127.0.0.1');
    await once(squatter, 'listening');

    await using second = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });

    expect(second.port).not.toBe(first.port);
    expect(await query(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    squatter.close();
  });

  test('refuses a database that another major version made, and says how to move it', async () => {
    const first = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
    await first[Symbol.asyncDispose]();
    const versionFile = join(dataDir, 'postgres', 'PG_VERSION');
    const version = await readFile(versionFile, 'utf8');
    await writeFile(versionFile, '17\n');

    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /was made by PostgreSQL 17; this version of Jobwright brings PostgreSQL 18\. Dump it/,
    );

    await writeFile(versionFile, version);
  });

  test('says what PostgreSQL says when it does not start', async () => {
    const settings = { ...throwawaySettings, shared_buffers: 'lots' };

    await expect(startEmbeddedPostgres({ dataDir, settings })).rejects.toThrow(
      /PostgreSQL did not start \(exit code 1[\s\S]*invalid value for parameter "shared_buffers"/,
    );
  });
});
