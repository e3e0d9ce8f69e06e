import { setTimeout as delay } from 'node:timers/promises';
import { loadConfig } from '../config/load-config.ts';
import { loadPlugins, type LoadedPlugin } from '../config/load-plugins.ts';
import type { Config } from '../config/config.ts';
import { connectDatabase, type ConnectedDatabase } from '../database/connect-database.ts';
import { runningPostgresUrl } from '../database/embedded/embedded-postgres.ts';
import { migrateDatabase } from '../database/migrate.ts';
import { openDatabase, type Database } from '../database/orm.ts';
import { DataFolderInUseError, ServerNotRunningError } from '../errors.ts';

/** Options that every command has. */
export interface CommonOptions {
  /** Path of the configuration file. */
  readonly config?: string;
}

/** The configured platform without anything that serves or runs: what one-off commands work on. */
export interface DatabaseAccess extends AsyncDisposable {
  readonly config: Config;
  readonly plugins: readonly LoadedPlugin[];
  readonly database: Database;
  /** True when another process runs the database: its server is up. */
  readonly isJoined: boolean;
}

export interface DatabaseAccessOptions extends CommonOptions {
  /** False: refuse when the embedded database is not running already. @defaultValue true */
  readonly mayStartDatabase?: boolean;
}

/** How long a server that is just starting is waited for. */
const startingTimeoutMs = 15_000;

/**
 * Opens the database of the configuration, migrated: the user's own, the embedded one of a running server, or the
 * embedded one started for this command.
 *
 * @throws {@link ServerNotRunningError} when it would have to be started and must not
 */
export async function openDatabaseAccess(options: DatabaseAccessOptions): Promise<DatabaseAccess> {
  const config = await loadConfig(options.config === undefined ? {} : { file: options.config });
  const plugins = await loadPlugins(config);
  const connected = await connectOrJoin(config, options.mayStartDatabase ?? true);
  try {
    const definitions = plugins.map(({ plugin }) => plugin);
    const database = await openDatabase({ url: connected.url, plugins: definitions, applicationName: 'jobwright cli' });
    if (!connected.isJoined) await migrateDatabase(database);
    return {
      config,
      plugins,
      database,
      isJoined: connected.isJoined,
      [Symbol.asyncDispose]: async () => {
        await database[Symbol.asyncDispose]();
        await connected[Symbol.asyncDispose]();
      },
    };
  } catch (error) {
    await connected[Symbol.asyncDispose]();
    throw error;
  }
}

/** The database that the configuration names, started or joined. */
export async function connectOrJoin(
  config: Config,
  mayStart: boolean,
): Promise<ConnectedDatabase & { readonly isJoined: boolean }> {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl === undefined && !mayStart) return await join(dataDir);
  try {
    return {
      ...(await connectDatabase({ dataDir, ...(databaseUrl === undefined ? {} : { databaseUrl }) })),
      isJoined: false,
    };
  } catch (error) {
    if (error instanceof DataFolderInUseError) return await join(dataDir);
    throw error;
  }
}

/** The configuration with the address of the embedded database, when another process runs it already. */
export async function withRunningDatabase(config: Config): Promise<Config> {
  const databaseUrl = config.databaseUrl ?? (await runningPostgresUrl(config.dataDir));
  return databaseUrl === undefined ? config : { ...config, databaseUrl };
}

async function join(dataDir: string): Promise<ConnectedDatabase & { readonly isJoined: true }> {
  const deadline = Date.now() + startingTimeoutMs;
  for (;;) {
    const url = await runningPostgresUrl(dataDir);
    if (url !== undefined) return { url, isJoined: true, [Symbol.asyncDispose]: () => Promise.resolve() };
    if (Date.now() > deadline || !(await isStarting(dataDir))) throw notRunning(dataDir);
    await delay(200);
  }
}

/** Another process holds the data folder, and its database does not answer yet. */
async function isStarting(dataDir: string): Promise<boolean> {
  const { lockDataFolder } = await import('../database/embedded/data-folder-lock.ts');
  try {
    lockDataFolder(dataDir)[Symbol.dispose]();
    return false;
  } catch (error) {
    return error instanceof DataFolderInUseError;
  }
}

function notRunning(dataDir: string): ServerNotRunningError {
  return new ServerNotRunningError(
    `No server is running on the data folder ${dataDir}. Start one with "jobwright start", name its folder with DATA_DIR or its database with DATABASE_URL, or run the job here with --local.`,
  );
}
