import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Client } from 'pg';
import { EmbeddedPostgresError } from '../../errors.ts';
import { locateBinaries, type PostgresBinaries } from './binaries.ts';
import {
  hasCluster,
  readClusterAccess,
  readPostmasterFile,
  writeClusterAccess,
  type ClusterAccess,
} from './cluster-files.ts';
import { lockDataFolder } from './data-folder-lock.ts';
import { keepServing } from './keep-serving.ts';
import { isPostgresProcess, runProgram, stopPostgres } from './postgres-process.ts';
import { laptopSettings, type ServerSettings } from './server-settings.ts';
import { resolveClusterDir, resolveReachableBinaries, resolveSystemUser, type SystemUser } from './system-user.ts';

/** How long a server that is just starting or stopping is waited for. */
const adoptionTimeoutMs = 60_000;

export interface EmbeddedPostgresOptions {
  /** Absolute path. Made if it does not exist; one process at a time may use it. */
  readonly dataDir: string;
  /** @defaultValue {@link laptopSettings} */
  readonly settings?: ServerSettings;
  /** Called once per noteworthy event, with a sentence. */
  readonly onEvent?: (message: string) => void;
}

/** A PostgreSQL server of our own. Dispose of it to stop it. */
export interface EmbeddedPostgres extends AsyncDisposable {
  /** Connection string with the generated password: never log it. */
  readonly url: string;
  readonly pid: number;
  readonly port: number;
  /** True when a server that had been left running by a killed process was taken over. */
  readonly adopted: boolean;
}

/**
 * Starts PostgreSQL in the data folder: makes the database at the first time, takes over a server that a killed process
 * left running, and refuses a folder that another living process uses.
 * @throws {@link DataFolderInUseError}
 * @throws {@link EmbeddedPostgresError}
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const user = await resolveSystemUser();
  await mkdir(options.dataDir, { recursive: true, mode: 0o700 });
  // PostgreSQL's own user has to pass through; what is secret inside has a mode of its own.
  if (user) await chmod(options.dataDir, (await stat(options.dataDir)).mode | 0o011);
  const dataDir = await realpath(options.dataDir);
  const lock = lockDataFolder(dataDir);
  try {
    return await startLocked({ ...options, dataDir, user, lock });
  } catch (error) {
    lock[Symbol.dispose]();
    throw error;
  }
}

/**
 * Connection string of the server that another process runs in the data folder; undefined when none answers. It goes
 * away when that process ends.
 */
export async function runningPostgresUrl(dataDir: string): Promise<string | undefined> {
  const access = await readClusterAccess(dataDir);
  if (access === undefined || (await askDataDirectory(access)) === undefined) return undefined;
  return connectionString(access);
}

interface LockedOptions extends EmbeddedPostgresOptions {
  readonly user: SystemUser | undefined;
  readonly lock: Disposable;
}

async function startLocked(options: LockedOptions): Promise<EmbeddedPostgres> {
  const { dataDir, user, lock } = options;
  const onEvent = options.onEvent ?? (() => undefined);
  const clusterDir = await resolveClusterDir(dataDir, user);
  const binaries = await resolveReachableBinaries(await locateBinaries(), user);
  let access = await readClusterAccess(dataDir);
  if (!access || !(await hasCluster(clusterDir))) {
    onEvent('Making a new PostgreSQL database in the data folder.');
    access = await makeCluster({ binaries, clusterDir, dataDir, user });
  }

  const adoptedPid = await adopt(clusterDir, access);
  if (adoptedPid === undefined) access = await ensureFreePort(dataDir, access);
  else onEvent(`Took over the PostgreSQL server (process ${adoptedPid}) that an earlier process had left running.`);
  const server = await keepServing({
    firstPid: adoptedPid,
    clusterDir,
    onEvent,
    start: {
      executable: binaries.postgres,
      clusterDir,
      logFile: join(dataDir, 'postgres.log'),
      port: access.port,
      settings: options.settings ?? laptopSettings,
      user,
    },
  });
  try {
    await ensureDatabase(access);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return {
    url: connectionString(access),
    get pid() {
      return server.pid;
    },
    port: access.port,
    adopted: adoptedPid !== undefined,
    [Symbol.asyncDispose]: async () => {
      await server.stop();
      lock[Symbol.dispose]();
    },
  };
}

async function makeCluster(target: {
  readonly binaries: PostgresBinaries;
  readonly clusterDir: string;
  readonly dataDir: string;
  readonly user: SystemUser | undefined;
}): Promise<ClusterAccess> {
  const { binaries, clusterDir, dataDir, user } = target;
  if (await hasCluster(clusterDir)) {
    // Outside of the data folder it is what somebody left behind who removed that folder to start anew.
    if (clusterDir.startsWith(dataDir)) throw passwordMissing(dataDir, clusterDir);
    await setAside(clusterDir);
  }
  // Made beside and moved into place at the end: an interrupted initdb leaves nothing that looks like a database.
  const unfinished = `${clusterDir}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  const access: ClusterAccess = {
    port: await findFreePort(),
    user: 'jobwright',
    password: randomBytes(32).toString('base64url'),
    database: 'jobwright',
  };
  const passwordFile = `${clusterDir}.password`;
  await writeFile(passwordFile, `${access.password}\n`, { mode: 0o600 });
  if (user) {
    await chown(unfinished, user.uid, user.gid);
    await chown(passwordFile, user.uid, user.gid);
  }
  try {
    await writeClusterAccess(dataDir, access);
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${unfinished}`,
        `--username=${access.user}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // Built in: sorts the same on every machine and after every upgrade of its C library.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      { user, cwd: unfinished },
    );
    await rename(unfinished, clusterDir);
  } finally {
    await rm(passwordFile, { force: true });
  }
  return access;
}

function passwordMissing(dataDir: string, clusterDir: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    `${join(dataDir, 'postgres.json')} is missing: it holds the password of the database in ${clusterDir}. ` +
      'Restore it from a backup, or move that folder away to start with an empty database.',
  );
}

async function setAside(clusterDir: string): Promise<void> {
  const running = await readPostmasterFile(clusterDir);
  if (running && (await isPostgresProcess(running.pid))) await stopPostgres(clusterDir, running.pid);
  await rename(clusterDir, `${clusterDir}.set-aside-${Date.now()}`);
}

/** Finds a living server on our cluster and checks that it is ours; undefined when there is none. */
async function adopt(clusterDir: string, access: ClusterAccess): Promise<number | undefined> {
  const deadline = Date.now() + adoptionTimeoutMs;
  for (;;) {
    const file = await readPostmasterFile(clusterDir);
    if (!file) return undefined;
    if (!(await isPostgresProcess(file.pid))) {
      await rm(join(clusterDir, 'postmaster.pid'), { force: true });
      return undefined;
    }
    if (file.status === 'ready' && file.port === access.port) {
      const served = await askDataDirectory(access);
      if (served !== undefined && (await realpath(served)) === (await realpath(clusterDir))) return file.pid;
    }
    if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `The PostgreSQL server ${file.pid} uses ${clusterDir} and is ${file.status}, but does not answer as ours on port ` +
          `${access.port}. Stop it (kill -INT ${file.pid}) and start again.`,
      );
    }
    await delay(50);
  }
}

async function askDataDirectory(access: ClusterAccess): Promise<string | undefined> {
  const client = new Client({ connectionString: connectionString({ ...access, database: 'postgres' }) });
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>('show data_directory');
    return rows[0]?.data_directory;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(access: ClusterAccess): Promise<void> {
  const client = new Client({ connectionString: connectionString({ ...access, database: 'postgres' }) });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [access.database]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(access.database)}`);
  } finally {
    await client.end();
  }
}

async function ensureFreePort(dataDir: string, access: ClusterAccess): Promise<ClusterAccess> {
  if (await isPortFree(access.port)) return access;
  const moved = { ...access, port: await findFreePort() };
  await writeClusterAccess(dataDir, moved);
  return moved;
}

function connectionString(access: ClusterAccess): string {
  return `postgres://${access.user}:${access.password}@127.0.0.1:${access.port}/${access.database}`;
}

async function isPortFree(port: number): Promise<boolean> {
  return (await listen(port)) !== undefined;
}

async function findFreePort(): Promise<number> {
  const port = await listen(0);
  if (port === undefined) throw new EmbeddedPostgresError('There is no free port on 127.0.0.1.');
  return port;
}

/** Listens for a moment; returns the port, or undefined when it is taken. */
async function listen(port: number): Promise<number | undefined> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? address?.port : undefined));
    });
  });
}
