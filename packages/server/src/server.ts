import type { AddressInfo } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createRepositoryStore } from '@jobwright/git-sync';
import type { FastifyInstance } from 'fastify';
import { buildApp } from './app.ts';
import type { Config } from './config/config.ts';
import { findSharedPackages, type SharedPackages } from './config/job-packages.ts';
import type { Database } from './database/orm.ts';
import type { ModuleReport } from './discovery/discover.ts';
import { listen } from './http/listen.ts';
import { JobDiscovery, type JobDiscoveryOptions, ownIdleMs } from './discovery/job-discovery.ts';
import { createRunEvents } from './modules/job-results/run-events.ts';
import { resealSecrets } from './modules/secrets/reseal-secrets.ts';
import type { ModuleDescriber } from './discovery/module-describer.ts';
import { createModelCatalog } from './modules/models/create-model-catalog.ts';
import { startScheduleRunner } from './modules/schedules/schedule-runner.ts';
import { createSecretBox } from './modules/secrets/secret-box.ts';
import { ensureFirstAdministrator, type FirstAdministrator } from './modules/users/first-administrator.ts';
import { findWebUi } from './plugins/web-ui.ts';
import { findGitSources } from './git/git-source.ts';
import type { RepositoryAccess } from './git/repository-access.ts';
import { withoutSecretKey } from './git/secret-variables.ts';
import { createSecretReader } from './git/stored-secrets.ts';
import { startSyncRunner } from './git/sync-runner.ts';
import { PackageStore } from './packages/package-store.ts';
import { serverVersion, startPlatform, startPlatformWorker, type Platform } from './platform.ts';
import { modelPackagesOf } from './runtime/bundle/runtime-packages.ts';
import type { RequestData } from './runtime/protocol.ts';
import { createModuleDescriber, createSlotSupervisor } from './worker/slot/slot-supervisor.ts';
import type { Worker } from './worker/worker.ts';

export interface ServerOptions {
  /** Recorded with the runs that are asked for through this server. @defaultValue `'api'` */
  readonly origin?: RequestData['origin'];
  /** False for a server that is soon gone: runs that are due are left to others. @defaultValue true */
  readonly startsScheduledRuns?: boolean;
  /** Called after each look at a source of jobs: at the start, and when a file of the jobs folder has changed. */
  readonly onDiscovered?: () => void;
}

/** A running server. Disposing of it stops everything that it started, PostgreSQL included. */
export interface RunningServer extends AsyncDisposable {
  /** Address under which it answers, e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  readonly app: FastifyInstance;
  readonly database: Database;
  /** Whoever may use it at first; carries a new token's key, which is nowhere else. */
  readonly administrator: FirstAdministrator;
  /** Resolves when the job modules have been looked through; until then those of the last start are listed. */
  readonly discovered: Promise<readonly ModuleReport[]>;
}

/**
 * Starts a server: database, migrations, HTTP, and a worker unless `workerSlots` is 0. It answers when this resolves.
 * It handles no signals: see {@link stopOnSignals}.
 * @throws whatever keeps it from starting, with a message that says what to do; nothing is left running then
 */
export async function startServer(config: Config, options: ServerOptions = {}): Promise<RunningServer> {
  await using stack = new AsyncDisposableStack();
  const shared = findSharedPackages(config.rootDir, config.jobPackages);
  const platform = stack.use(await startPlatform(config));
  const { database, logger } = platform;
  const administrator = await ensureFirstAdministrator(database.pool, config.superuserToken);
  const { resealed, unreadable } = await resealSecrets(database.pool, createSecretBox(config.secretKey));
  if (resealed.length > 0) logger.info({ resealed }, 'Encrypted secrets with the present key.');
  if (unreadable.length > 0) {
    logger.warn(
      { unreadable },
      'No key of JOBWRIGHT_SECRET_KEY opens these secrets. Add the key, or store them again.',
    );
  }
  const runEvents = stack.use(createRunEvents(platform.notifications));
  // The slots are processes of their own: they start while the application is built.
  const worker = config.workerSlots > 0 ? startPlatformWorker(platform, createSlotSupervisor) : undefined;
  const started = worker?.catch(() => undefined); // its failure is thrown below
  stack.defer(async () => {
    await (await started)?.[Symbol.asyncDispose]();
  });
  const webFolder = await findWebUi();
  if (webFolder === undefined)
    logger.warn('The web UI is not built: `pnpm build` builds it. The API works without it.');
  const app = await buildApp(
    { database, runEvents },
    {
      logger: { level: config.logLevel, stream: process.stderr },
      trustProxy: config.trustedProxies,
      sessionLimits: config.sessionLimits,
      rateLimits: config.rateLimits,
      corsOrigins: config.corsOrigins,
      oidc: config.oidc,
      bodyLimitBytes: config.bodyLimits.jsonBytes,
      uploadLimitBytes: config.bodyLimits.fileBytes,
      modelPackages: modelPackagesOf(platform.plugins),
      ...(config.secretKey === undefined ? {} : { secretKey: config.secretKey }),
      ...(webFolder === undefined ? {} : { webFolder }),
      ...(options.origin === undefined ? {} : { origin: options.origin }),
    },
  );
  stack.defer(() => app.close());
  await worker;
  await listen(app, { host: config.host, port: config.port });
  const createDescriber = (idleMs?: number): ModuleDescriber => {
    const settings = { runtime: platform.runtime, heapMb: config.limits.heapMb, logger };
    return stack.use(createModuleDescriber({ ...settings, ...(idleMs === undefined ? {} : { idleMs }) }));
  };
  const describers = { own: createDescriber(ownIdleMs), git: createDescriber() };
  const access = createRepositoryAccess(platform);
  stack.defer(() => access.store.close());
  const discovery = stack.use(
    createDiscovery(platform, { describers, access, shared, onDiscovered: options.onDiscovered }),
  );
  if (config.syncSlots > 0) stack.use(await startSyncs(platform, discovery, access));
  if (options.startsScheduledRuns !== false) {
    const catalog = createModelCatalog(database);
    stack.use(startScheduleRunner({ database, catalog, em: () => database.orm.em.fork(), logger }));
  }
  const discovered = discovery.discover();
  // Whoever needs the outcome awaits it; the log has it in any case.
  discovered.catch((error: unknown) => logger.error({ err: error }, 'The job modules could not be read.'));
  logger.info({ slots: worker ? config.workerSlots : 0 }, 'The server is ready.');
  const resources = stack.move();
  return {
    url: urlOf(app, config.host),
    app,
    database,
    administrator,
    discovered,
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Starts a process that takes runs and serves nothing. Disposing of the result stops it. */
export async function startWorkerProcess(config: Config): Promise<Worker> {
  await using stack = new AsyncDisposableStack();
  const platform = stack.use(await startPlatform(config));
  const worker = stack.use(await startPlatformWorker(platform, createSlotSupervisor));
  platform.logger.info({ slots: config.workerSlots }, 'The worker is ready.');
  const resources = stack.move();
  return { activeRuns: worker.activeRuns, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

/** One wish to stop may arrive several times: from the terminal or service manager, and from each process in between. */
const sameSignalMs = 1000;

/**
 * Stops a server or worker in order at SIGTERM, SIGINT or SIGHUP, then ends the process. A later second signal ends it
 * at once: what it leaves behind is cleaned up by the next start.
 */
export function stopOnSignals(running: AsyncDisposable): void {
  let stoppingSince: number | undefined;
  const stop = (signal: NodeJS.Signals): void => {
    if (stoppingSince !== undefined) {
      if (Date.now() - stoppingSince >= sameSignalMs) process.exit(128 + constants.signals[signal]);
      return;
    }
    stoppingSince = Date.now();
    running[Symbol.asyncDispose]().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}

function startSyncs(
  { config, database, notifications, logger }: Platform,
  discovery: JobDiscovery,
  access: RepositoryAccess,
): Promise<AsyncDisposable> {
  return startSyncRunner({
    url: database.url,
    pool: database.pool,
    access,
    discover: (source, signal) => discovery.discoverSource(source, signal),
    notifications,
    version: serverVersion,
    slots: config.syncSlots,
    logger,
  });
}

function createRepositoryAccess({ config, database }: Platform): RepositoryAccess {
  const { limits, modules: _modules, follow, install, ...policy } = config.git;
  const store = createRepositoryStore({
    directory: join(config.dataDir, 'git'),
    policy,
    environment: withoutSecretKey(process.env),
    readSecret: createSecretReader(database.pool, createSecretBox(config.secretKey)),
    ...(limits === undefined ? {} : { limits }),
  });
  const packages = new PackageStore(join(config.dataDir, 'packages'), install);
  return { store, packages, settings: { follow, install } };
}

interface DiscoveryParts {
  readonly describers: JobDiscoveryOptions['describers'];
  readonly access: RepositoryAccess;
  readonly shared: SharedPackages | undefined;
  readonly onDiscovered: (() => void) | undefined;
}

function createDiscovery(
  platform: Platform,
  { describers, access, shared, onDiscovered }: DiscoveryParts,
): JobDiscovery {
  const { config, database, logger, plugins, runtime } = platform;
  const discovery = new JobDiscovery({
    jobsRoot: config.jobsRoot,
    plugins,
    ...(shared ? { sharedPackages: shared } : {}),
    findSources: () => findGitSources(database.pool, access),
    database,
    runtime,
    describers,
    gitLimits: config.git.modules,
    logger,
    ...(onDiscovered ? { onDiscovered } : {}),
  });
  discovery.watch();
  return discovery;
}

/** A host that means every interface is reached under this machine's own name. */
function urlOf(app: FastifyInstance, host: string): string {
  const { port } = app.server.address() as AddressInfo;
  const isAny = host === '0.0.0.0' || host === '::';
  const name = isAny ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}
