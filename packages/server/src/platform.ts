import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Config } from './config/config.ts';
import { loadPlugins, type LoadedPlugin } from './config/load-plugins.ts';
import { completePluginSettings } from './config/plugin-settings.ts';
import { connectDatabase, type ConnectedDatabase } from './database/connect-database.ts';
import { migrateDatabase } from './database/migrate.ts';
import { openNotifications, type Notifications } from './database/notifications.ts';
import { openDatabase, type Database } from './database/orm.ts';
import { createLogger } from './logger.ts';
import { loadRuntimeBundle, type RuntimeBundle } from './runtime/bundle/runtime-bundle.ts';
import { modelPackagesOf } from './runtime/bundle/runtime-packages.ts';
import { ensureSnapshots } from './runtime/host/isolate/ensure-snapshots.ts';
import { startRecovery } from './worker/recovery.ts';
import { createSecretBox } from './modules/secrets/secret-box.ts';
import type { CreateSlotSupervisor } from './worker/slot-port.ts';
import { startWorker, type Worker } from './worker/worker.ts';

/** Connections of a process for everything but its slots. */
const connectionsPerProcess = 20;

/** What every long-running process of the platform stands on, be it server or worker. Disposing of it stops all of it. */
export interface Platform extends AsyncDisposable {
  readonly config: Config;
  readonly logger: Logger;
  readonly plugins: readonly LoadedPlugin[];
  readonly database: Database;
  readonly notifications: Notifications;
  readonly runtime: RuntimeBundle;
}

/**
 * Starts PostgreSQL or connects to the configured one, migrates it, loads the plugins and the runtime, and begins to
 * clean up after dead workers.
 * @throws whatever keeps it from starting, with a message that says what to do; nothing is left running then
 */
export async function startPlatform(config: Config): Promise<Platform> {
  const logger = createLogger(config.logLevel);
  await using stack = new AsyncDisposableStack();
  const { connected, plugins } = await connectAndLoad(config, logger);
  stack.use(connected);
  const definitions = plugins.map(({ plugin }) => plugin);
  const runtimeLoading = loadRuntime(config, plugins, logger);
  // It is awaited below; should something fail before, its own failure must not be unhandled.
  runtimeLoading.catch(() => undefined);

  const database = stack.use(
    await openDatabase({ url: connected.url, plugins: definitions, maxConnections: connectionsPerProcess }),
  );
  const executed = await migrateDatabase(database);
  for (const migration of executed) logger.info({ migration }, 'Migrated the database.');
  const notifications = stack.use(
    await openNotifications({
      url: connected.url,
      onConnectionLost: (error) =>
        logger.warn({ err: error }, 'The listening connection was lost; it is opened again.'),
    }),
  );
  stack.use(startRecovery(database.pool, logger));
  const runtime = await runtimeLoading;
  const resources = stack.move();
  return {
    config,
    logger,
    plugins,
    database,
    notifications,
    runtime,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Starts to take runs from the queue. */
export async function startPlatformWorker(platform: Platform, createSlots: CreateSlotSupervisor): Promise<Worker> {
  const { config, database, logger, notifications, plugins, runtime } = platform;
  const { limits, shutdownGraceMs, workerSlots: slotCount } = config;
  const pluginUrls = plugins.map(({ url }) => url);
  return startWorker({
    url: database.url,
    pool: database.pool,
    notifications,
    createSlots: (workerNumber) =>
      createSlots({
        databaseUrl: database.url,
        workerNumber,
        pluginUrls,
        runtime,
        slotCount,
        heapMb: limits.heapMb,
        jobAccess: config.jobAccess,
        logger,
      }),
    slotCount,
    limits,
    secretBox: createSecretBox(config.secretKey),
    egress: config.egress,
    pluginSettings: completePluginSettings(
      plugins.map(({ plugin }) => plugin),
      config.pluginSettings,
    ),
    shutdownGraceMs,
    version: serverVersion,
    logger,
  });
}

/** Version of this package. */
export const serverVersion = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;

/** The code that isolates begin with and, made once for each version of it, its snapshot: isolates start faster with it. */
async function loadRuntime(config: Config, plugins: readonly LoadedPlugin[], logger: Logger): Promise<RuntimeBundle> {
  const runtime = await loadRuntimeBundle({
    modelPackages: modelPackagesOf(plugins),
    cacheFolder: join(config.dataDir, 'cache'),
  });
  const problem = await ensureSnapshots(runtime.file);
  if (problem !== undefined) logger.warn({ problem }, 'There is no snapshot of the runtime: isolates start slower.');
  return runtime;
}

/** Both take a while and wait for nothing of each other. */
async function connectAndLoad(
  config: Config,
  logger: Logger,
): Promise<{ readonly connected: ConnectedDatabase; readonly plugins: readonly LoadedPlugin[] }> {
  const [connected, plugins] = await Promise.allSettled([
    connectDatabase(connectOptions(config, logger)),
    loadPlugins(config),
  ]);
  if (connected.status === 'rejected') throw connected.reason;
  if (plugins.status === 'rejected') {
    await connected.value[Symbol.asyncDispose]();
    throw plugins.reason;
  }
  return { connected: connected.value, plugins: plugins.value };
}

function connectOptions(config: Config, logger: Logger): Parameters<typeof connectDatabase>[0] {
  return {
    dataDir: config.dataDir,
    onEvent: (message) => logger.info(message),
    ...(config.databaseUrl === undefined ? {} : { databaseUrl: config.databaseUrl }),
  };
}
