import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../database/embedded/embedded-postgres.ts';
import { readPostmasterFile } from '../database/embedded/cluster-files.ts';
import { stopPostgres } from '../database/embedded/postgres-process.ts';
import { throwawaySettings } from '../database/embedded/server-settings.ts';

const folderPrefix = 'jobwright-test-';

/** A PostgreSQL server for tests. Its folder goes with it only if the caller removes it. */
export interface TestCluster extends AsyncDisposable {
  readonly url: string;
  readonly dataDir: string;
}

/** Starts a PostgreSQL server in a new temporary folder, after cleaning up what killed test runs left behind. */
export async function startTestCluster(): Promise<TestCluster> {
  await removeLeftovers();
  const dataDir = await mkdtemp(join(tmpdir(), folderPrefix));
  const postgres = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
  return { url: postgres.url, dataDir, [Symbol.asyncDispose]: () => postgres[Symbol.asyncDispose]() };
}

/** Stops servers whose test run is dead (killed before it could stop them) and removes their folders. */
async function removeLeftovers(): Promise<void> {
  const folders = (await readdir(tmpdir())).filter((name) => name.startsWith(folderPrefix));
  for (const folder of folders) {
    const dataDir = join(tmpdir(), folder);
    const owner = await readOwner(dataDir);
    if (owner === undefined || isAlive(owner)) continue;
    const clusterDir = join(dataDir, 'postgres');
    const postmaster = await readPostmasterFile(clusterDir);
    if (postmaster) await stopPostgres(clusterDir, postmaster.pid);
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function readOwner(dataDir: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(dataDir, 'server.pid'), 'utf8'), 10);
  } catch {
    return undefined; // just being made by another run
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
