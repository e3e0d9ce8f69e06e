import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Plugin } from '@jobwright/sdk';
import { v7 as uuidv7 } from 'uuid';
import { ModuleCompiler } from '../../compile/module-compiler.ts';
import type { JobAccessRule } from '../../config/job-access.ts';
import type { LoadedPlugin } from '../../config/load-plugins.ts';
import { completePluginSettings } from '../../config/plugin-settings.ts';
import { defaultLimits } from '../../config/run-limits.ts';
import { sortPlugins } from '../../database/migrations-list.ts';
import { type Database, openDatabase } from '../../database/orm.ts';
import { readEffectPage } from '../../modules/job-results/read-effects.ts';
import { readJobResult } from '../../modules/job-results/read-job-results.ts';
import { readChangePage, readLogAfter } from '../../modules/job-results/read-result-parts.ts';
import { submitRun } from '../../modules/job-results/submit-run.ts';
import { validateRunInput } from '../../modules/jobs/input/validate-run-input.ts';
import type { JobRow } from '../../modules/jobs/read-jobs.ts';
import { ModelCatalog } from '../../modules/models/model-catalog.ts';
import { platformModels } from '../../modules/models/platform-models.ts';
import { createSecretBox, type SecretBox } from '../../modules/secrets/secret-box.ts';
import { createPermissions } from '../../modules/users/permissions.ts';
import { loadRuntimeBundle, type RuntimeBundle } from '../../runtime/bundle/runtime-bundle.ts';
import { modelPackagesOf } from '../../runtime/bundle/runtime-packages.ts';
import { ensureSnapshots } from '../../runtime/host/isolate/ensure-snapshots.ts';
import { executeRun, type WorkerLogger } from '../../worker/run-task.ts';
import type { SlotSupervisor } from '../../worker/slot-port.ts';
import { createModuleDescriber, createSlotSupervisor } from '../../worker/slot/slot-supervisor.ts';
import { shareThrowawayCluster } from '../cluster/share-cluster.ts';
import { clusterUrlVariable, createTestDatabase } from '../test-database.ts';
import { addBenchFiles, addBenchSecrets, addBenchUser } from './run-surroundings.ts';
import type { BenchOutcome, BenchRun } from './bench-run.ts';
import { ModuleStore } from './module-store.ts';
import { rememberDatabase } from './reset-database.ts';

/** Heap of the isolates that are kept ready, in megabytes. */
const { heapMb } = defaultLimits;

export interface JobBenchOptions {
  /** The plugins that jobs find. The bench uses these objects; slots load the same plugins from their URLs. */
  readonly plugins: readonly Pick<LoadedPlugin, 'plugin' | 'url'>[];
  /** What jobs may touch. @defaultValue no rules */
  readonly jobAccess?: readonly JobAccessRule[] | undefined;
  /** Folder for what is made once: the database server, bundles and snapshots. */
  readonly cacheFolder: string;
}

/**
 * Runs jobs for tests as a server and a worker would, by the same code: compiled in a process of its own, in an isolate of a
 * slot process, against a database of its own. It keeps no process alive, and ends with the one it is in.
 */
export class JobBench {
  readonly #parts: BenchParts;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(parts: BenchParts) {
    this.#parts = parts;
  }

  /** Begins to make the database and to start the processes. Runs wait for them; see {@link ready}. */
  static async open(options: JobBenchOptions): Promise<JobBench> {
    return new JobBench(await stayAlive(openParts(options)));
  }

  /** Rejects when the database or the processes cannot be had: no run will succeed then. */
  get ready(): Promise<unknown> {
    return this.#parts.surroundings;
  }

  /**
   * Runs a job on a database that holds nothing but what `seed` puts into it. Runs of one bench follow each other.
   * @throws {@link InputInvalidError} when the input is not what the job takes
   */
  async run(run: BenchRun): Promise<BenchOutcome> {
    const turn = this.#last.then(() => stayAlive(execute(this.#parts, run)));
    this.#last = turn.catch(() => undefined);
    return await turn;
  }
}

interface BenchParts {
  readonly modules: ModuleStore;
  /** What takes longest to start: the first module is compiled and described meanwhile. */
  readonly surroundings: Promise<Surroundings>;
}

interface Surroundings {
  readonly database: Database;
  readonly catalog: ModelCatalog;
  readonly slots: SlotSupervisor;
  readonly workerNumber: number;
  readonly secretBox: SecretBox;
  readonly reset: () => Promise<void>;
}

async function openParts(options: JobBenchOptions): Promise<BenchParts> {
  const { plugins, cacheFolder } = options;
  const sorted = sortPlugins(plugins.map(({ plugin }) => plugin));
  const opening = openBenchDatabase(sorted, cacheFolder);
  opening.catch(() => undefined); // a run is told, unless the runtime fails first
  const runtime = await loadRuntime(plugins, join(cacheFolder, 'runtime'));
  const surroundings = openSurroundings(options, { sorted, opening, runtime });
  surroundings.catch(() => undefined);
  const describer = createModuleDescriber({ runtime, heapMb, logger, keepsProcessAlive: false });
  return { surroundings, modules: new ModuleStore({ compiler: new ModuleCompiler(), describer, runtime }) };
}

async function openSurroundings(
  { plugins, jobAccess }: JobBenchOptions,
  parts: {
    readonly sorted: readonly Plugin[];
    readonly opening: Promise<Database>;
    readonly runtime: RuntimeBundle;
  },
): Promise<Surroundings> {
  const { sorted, runtime } = parts;
  const database = await parts.opening;
  const workerNumber = await addWorker(database);
  const slots = await createSlotSupervisor({
    databaseUrl: database.url,
    workerNumber,
    pluginUrls: sorted.flatMap((plugin) => plugins.find((loaded) => loaded.plugin === plugin)?.url ?? []),
    runtime,
    slotCount: 1,
    heapMb,
    logger,
    keepsProcessAlive: false,
    ...(jobAccess === undefined ? {} : { jobAccess }),
  });
  const models = sorted.flatMap((plugin) => plugin.models);
  return {
    database,
    catalog: new ModelCatalog(database.orm, models, platformModels),
    slots,
    workerNumber,
    secretBox: createSecretBox(randomBytes(32).toString('base64')),
    reset: await rememberDatabase(database.pool),
  };
}

async function openBenchDatabase(plugins: readonly Plugin[], cacheFolder: string): Promise<Database> {
  const clusterUrl = process.env[clusterUrlVariable] ?? (await shareThrowawayCluster(join(cacheFolder, 'database')));
  const { url } = await createTestDatabase({ plugins, clusterUrl });
  return await openDatabase({ url, plugins, checkExists: false, keepsProcessAlive: false });
}

async function loadRuntime(
  plugins: readonly Pick<LoadedPlugin, 'plugin' | 'url'>[],
  cacheFolder: string,
): Promise<RuntimeBundle> {
  await mkdir(cacheFolder, { recursive: true, mode: 0o700 });
  const runtime = await loadRuntimeBundle({ modelPackages: modelPackagesOf(plugins), cacheFolder });
  await ensureSnapshots(runtime.file); // without one, isolates start slower
  return runtime;
}

async function addWorker({ pool }: Database): Promise<number> {
  const { rows } = await pool.query<{ number: number }>(
    `insert into extras_worker (hostname, pid, slots, version, started) values ('test', $1, 1, '', now()) returning number`,
    [process.pid],
  );
  return rows[0]?.number ?? 0;
}

async function execute({ modules, surroundings }: BenchParts, run: BenchRun): Promise<BenchOutcome> {
  const findJob = modules.prepare(run.place);
  const parts = await surroundings;
  const { database, secretBox, slots, workerNumber } = parts;
  const { pool, orm } = database;
  const pluginSettings = completePluginSettings(database.plugins, run.pluginSettings);
  await parts.reset();
  if (run.seed) {
    const em = orm.em.fork();
    await run.seed(em);
    await em.flush();
  }
  const found = await findJob(database, run.className);
  if (found.kind !== 'found') return found;
  const jobResultId = await submit(parts, run, found.job);
  const tracker = { active: new Set<string>(), interrupted: new Set<string>(), canceled: new Set<string>() };
  const { limits } = run;
  const egress = { rules: run.egress ? [{ jobs: '*', ...run.egress }] : [] };
  await executeRun({ pool, queuePool: pool, slots, limits, secretBox, pluginSettings, egress, logger }, tracker, {
    number: workerNumber,
    jobResultId,
  });
  await pool.query('select graphile_worker.remove_job($1)', [jobResultId]);
  const result = await readJobResult(pool, jobResultId);
  if (!result) throw new Error(`The run ${jobResultId} left no result.`);
  const everything = { filter: {}, page: { limit: limits.changedObjects, offset: 0 } };
  return {
    kind: 'ended',
    result,
    logs: await readLogAfter(pool, jobResultId, { after: 0, limit: limits.logEntries }),
    changes: (await readChangePage(pool, jobResultId, everything)).rows,
    effects: (await readEffectPage(pool, jobResultId, { filter: {}, page: { limit: limits.fetchCalls, offset: 0 } }))
      .rows,
    em: orm.em.fork(),
  };
}

/** As REST would: the input is checked with the permissions of the user, and recorded. */
async function submit(parts: Surroundings, run: BenchRun, job: JobRow): Promise<string> {
  const { database, catalog, secretBox } = parts;
  const { pool, orm } = database;
  const caller = await addBenchUser({ pool, em: orm.em.fork() }, run.user);
  await addBenchSecrets(orm.em.fork(), secretBox, run.secrets);
  const files = await addBenchFiles(pool, caller.id, run.files);
  const em = orm.em.fork();
  const { descriptor } = job;
  const { input, sensitiveInput } = await validateRunInput(
    { em, catalog, permissions: createPermissions(em, catalog, caller) },
    descriptor.variables,
    { data: { ...run.data, ...files }, encoding: 'json', files },
  );
  const { id, username, email, isSuperuser } = caller;
  const submitted = await submitRun(pool, {
    job: {
      id: job.id,
      classPath: job.classPath,
      name: job.name,
      bundleDigest: job.bundleDigest,
      readOnly: descriptor.readOnly,
      singleton: descriptor.singleton,
      onConflict: descriptor.onConflict,
    },
    input,
    ...(sensitiveInput ? { sensitiveInput } : {}),
    commit: run.commit ?? descriptor.commitDefault,
    user: caller,
    request: { id: uuidv7(), user: { id, username, email, isSuperuser }, headers: {}, origin: 'api' },
    fileIds: Object.values(files),
  });
  return submitted.id;
}

/** Nothing of a bench keeps the process alive by itself; work that goes on does. */
async function stayAlive<Value>(work: Promise<Value>): Promise<Value> {
  const timer = setInterval(() => undefined, 60_000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}

/** Whoever runs tests wants to hear of trouble only. */
const logger: WorkerLogger = {
  debug: () => undefined,
  info: () => undefined,
  warn: (details, message) => report(details, message),
  error: (details, message) => report(details, message),
};

function report(details: object, message: string): void {
  process.stderr.write(`${message} ${JSON.stringify(details)}\n`);
}
