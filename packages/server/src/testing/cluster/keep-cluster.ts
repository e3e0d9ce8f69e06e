import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client, escapeIdentifier } from 'pg';
import { startEmbeddedPostgres } from '../../database/embedded/embedded-postgres.ts';
import { throwawaySettings } from '../../database/embedded/server-settings.ts';
import { claimCluster, releaseCluster } from './cluster-lock.ts';

/** How long the server waits for somebody to use it, in milliseconds. */
const idleMs = 3000;
const checkIntervalMs = 500;
/** Templates are copies of migrated databases; older ones belong to versions of plugins that are gone. */
const keptTemplates = 8;

export interface KeepClusterOptions {
  readonly dataDir: string;
  /** Called when the server can be used. */
  readonly onServing: () => void;
  /** Stops the server, whoever uses it. */
  readonly signal: AbortSignal;
}

/**
 * Runs a throw-away PostgreSQL server in a folder until no process has used it for a while. The folder stays: the next
 * start finds the database made and its templates migrated.
 * @throws {@link DataFolderInUseError} when another process does so already
 */
export async function keepCluster({ dataDir, onServing, signal }: KeepClusterOptions): Promise<void> {
  await using postgres = await startEmbeddedPostgres({ dataDir, settings: throwawaySettings });
  const client = new Client({ connectionString: postgres.url, application_name: 'jobwright test cluster' });
  client.on('error', () => undefined); // the next query says so
  await client.connect();
  try {
    await cleanUp(client, { everything: wasCutOff(dataDir) && !postgres.adopted });
    markRunning(dataDir);
    onServing();
    let idleSince = performance.now();
    while (!signal.aborted && performance.now() - idleSince < idleMs) {
      await delay(checkIntervalMs);
      if (!(await claimCluster(client))) idleSince = performance.now();
      // Kept to the end by whoever stops the server: nobody begins to use it meanwhile.
      else if (performance.now() - idleSince < idleMs) await releaseCluster(client);
    }
  } finally {
    await client.end().catch(() => undefined);
  }
  rmSync(runningFile(dataDir), { force: true });
}

/**
 * Drops what processes left behind that are gone by now.
 * @param everything true after a crash of the machine: the server writes nothing to the disk in time, so that a template
 *   may be damaged
 */
async function cleanUp(client: Client, { everything }: { readonly everything: boolean }): Promise<void> {
  if (!(await claimCluster(client))) return;
  const { rows } = await client.query<{ name: string; isTemplate: boolean }>(
    `select datname as name, datistemplate as "isTemplate" from pg_database
     where datname ~ '^(test|template)_' order by oid desc`,
  );
  const templates = rows.filter(({ isTemplate }) => isTemplate);
  const kept = new Set(everything ? [] : templates.slice(0, keptTemplates));
  for (const database of rows) {
    if (kept.has(database)) continue;
    const name = escapeIdentifier(database.name);
    if (database.isTemplate) await client.query(`alter database ${name} with is_template false`);
    await client.query(`drop database ${name} with (force)`);
  }
  await releaseCluster(client);
}

/** There from the start of the server to its orderly end. */
function runningFile(dataDir: string): string {
  return join(dataDir, 'running');
}

function wasCutOff(dataDir: string): boolean {
  return existsSync(runningFile(dataDir));
}

function markRunning(dataDir: string): void {
  writeFileSync(runningFile(dataDir), '');
}
