import { fork, type ChildProcess } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { runningPostgresUrl } from '../../database/embedded/embedded-postgres.ts';
import { EmbeddedPostgresError } from '../../errors.ts';
import { moduleFile } from '../../module-file.ts';
import { shareCluster } from './cluster-lock.ts';

/** The first start ever makes the database, which takes a second or more. */
const timeoutMs = 60_000;
const retryMs = 20;

/** What the process of the server says, once. */
export type ClusterReport =
  | { readonly kind: 'serving' }
  /** Another process runs the server, or is just stopping it. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly message: string };

/**
 * Connection string of a throw-away PostgreSQL server, shared with all processes that ask with the same folder. The first
 * one starts it; it stops a few seconds after the last of them has ended, however it ended.
 * @throws {@link EmbeddedPostgresError} when it cannot be started
 */
export async function shareThrowawayCluster(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline) {
    const url = await runningPostgresUrl(dataDir);
    if (url === undefined) await startCluster(dataDir);
    else if (await holdCluster(url)) return url;
    else await delay(retryMs);
  }
  throw new EmbeddedPostgresError(
    `The PostgreSQL server for tests in ${dataDir} does not answer. Delete that folder and try again.`,
  );
}

/** Uses the server as long as this process lives. False when it is just stopping, or not there yet. */
async function holdCluster(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, application_name: 'jobwright tests' });
  client.on('error', () => undefined); // whoever uses the server notices too
  try {
    await client.connect();
    if (await shareCluster(client)) {
      // Its declaration lacks the method.
      (client as Client & { unref(): void }).unref();
      return true;
    }
  } catch {
    // As if it were not there.
  }
  await client.end().catch(() => undefined);
  return false;
}

async function startCluster(dataDir: string): Promise<void> {
  const child = fork(moduleFile('./cluster-process', import.meta.url), [dataDir], {
    cwd: dataDir,
    // A session of its own: what interrupts a test run leaves the server to the others.
    detached: true,
    env: process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] },
    execArgv: process.execArgv.filter((flag) => !/^--(inspect|watch|test|permission|allow-)/.test(flag)),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const report = await firstReport(child);
  child.unref();
  if (report.kind === 'failed') {
    throw new EmbeddedPostgresError(`The PostgreSQL server for tests cannot be started: ${report.message}`);
  }
  if (report.kind === 'taken') await delay(retryMs);
}

async function firstReport(child: ChildProcess): Promise<ClusterReport> {
  return await new Promise((resolve) => {
    child.once('message', (report: ClusterReport) => resolve(report));
    child.once('error', (error) => resolve({ kind: 'failed', message: error.message }));
    child.once('exit', (code, signal) =>
      resolve({ kind: 'failed', message: `its process ended (${signal ?? `exit code ${code}`}).` }),
    );
  });
}
