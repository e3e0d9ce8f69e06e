import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { EmbeddedPostgresError } from '../../errors.ts';
import { bundledMajorVersion } from './binaries.ts';

/** How to reach the cluster: written by us when it is made, kept with mode 0600 in the data folder. */
export const ClusterAccessSchema = Type.Object({
  port: Type.Integer({ minimum: 1, maximum: 65_535 }),
  user: Type.String({ minLength: 1 }),
  password: Type.String({ minLength: 1 }),
  database: Type.String({ minLength: 1 }),
});
export type ClusterAccess = Static<typeof ClusterAccessSchema>;

/** What PostgreSQL writes about itself while it runs: https://www.postgresql.org/docs/18/storage-file-layout.html */
export interface PostmasterFile {
  readonly pid: number;
  readonly port: number;
  readonly status: 'starting' | 'stopping' | 'ready' | 'standby' | 'unknown';
}

/** Reads how to reach the cluster; undefined when none was made yet. */
export async function readClusterAccess(dataDir: string): Promise<ClusterAccess | undefined> {
  const file = accessFile(dataDir);
  const text = await readText(file);
  if (text === undefined) return undefined;
  try {
    return Value.Decode(ClusterAccessSchema, JSON.parse(text));
  } catch (error) {
    throw new EmbeddedPostgresError(
      `${file} is damaged. It holds the password of the database in the data folder: restore it from a backup, ` +
        'or move the data folder away to start with an empty database.',
      { cause: error },
    );
  }
}

/** Writes how to reach the cluster, readable by the owner only. */
export async function writeClusterAccess(dataDir: string, access: ClusterAccess): Promise<void> {
  await writeFile(accessFile(dataDir), `${JSON.stringify(access, null, 2)}\n`, { mode: 0o600 });
}

/** The state of the cluster folder: absent, or made by a version that this one can open. */
export async function hasCluster(clusterDir: string): Promise<boolean> {
  const text = await readText(join(clusterDir, 'PG_VERSION'));
  if (text === undefined) return false;
  const major = Number.parseInt(text, 10);
  if (major !== bundledMajorVersion) {
    throw new EmbeddedPostgresError(
      `The database in ${clusterDir} was made by PostgreSQL ${text.trim()}; this version of Jobwright brings ` +
        `PostgreSQL ${bundledMajorVersion}. Dump it with the version of Jobwright that made it (pg_dump), move the folder ` +
        'away, start this one, and load the dump (psql).',
    );
  }
  return true;
}

/** What a running or killed PostgreSQL left in its folder; undefined after an orderly stop. */
export async function readPostmasterFile(clusterDir: string): Promise<PostmasterFile | undefined> {
  const text = await readText(join(clusterDir, 'postmaster.pid'));
  if (text === undefined) return undefined;
  const lines = text.split('\n').map((line) => line.trim());
  const pid = Number.parseInt(lines[0] ?? '', 10);
  if (Number.isNaN(pid)) return undefined;
  const status = lines[7] ?? '';
  return {
    pid: Math.abs(pid), // negative for a standalone backend
    port: Number.parseInt(lines[3] ?? '0', 10),
    status:
      status === 'starting' || status === 'stopping' || status === 'ready' || status === 'standby' ? status : 'unknown',
  };
}

function accessFile(dataDir: string): string {
  return join(dataDir, 'postgres.json');
}

async function readText(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
