import type { LoadedPlugin } from '../config/load-plugins.ts';
import type { SharedPackages } from '../config/job-packages.ts';
import { ModuleCompiler } from '../compile/module-compiler.ts';
import type { Database } from '../database/orm.ts';
import type { RuntimeBundle } from '../runtime/bundle/runtime-bundle.ts';
import { discoverJobs, discoverSource, type ModuleReport } from './discover.ts';
import { createLocalSource, createPluginSource } from './folder-source.ts';
import { type JobSource, type SourceName, withSharedPackages } from './job-source.ts';
import type { LookLimits } from './look-budget.ts';
import type { ModuleDescriber } from './module-describer.ts';
import { Turns } from './turns.ts';
import { watchFolder } from './watch-folder.ts';

/** What discovery tells the log of the process. */
export interface DiscoveryLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * How long the processes that compile and describe the operator's own modules stay without work: whoever saves a file saves
 * it again soon, and shall not wait for their start.
 */
export const ownIdleMs = 600_000;

/** Sources that are found out anew at each look. */
export interface FoundSources {
  /** Those that can be looked into. */
  readonly present: readonly JobSource[];
  /** All that are configured: the modules of those that cannot be looked into stay. */
  readonly configured: readonly SourceName[];
}

export interface JobDiscoveryOptions {
  /** Folder of the source `local`. */
  readonly jobsRoot: string;
  /** Plugins, some of which bring jobs along. */
  readonly plugins: readonly Pick<LoadedPlugin, 'plugin'>[];
  /** Packages that the configuration opens to the jobs of every source. @defaultValue none */
  readonly sharedPackages?: SharedPackages;
  /** Sources that come and go while the server runs. @defaultValue none */
  readonly findSources?: () => Promise<FoundSources>;
  readonly database: Database;
  readonly runtime: Pick<RuntimeBundle, 'digest' | 'packages'>;
  readonly describers: {
    /** For the local source and plugins. */
    readonly own: ModuleDescriber;
    /** For git repositories: modules that are slow on purpose hold up none of the operator's own. */
    readonly git: ModuleDescriber;
  };
  /** What one git repository may take. */
  readonly gitLimits: LookLimits;
  readonly logger: DiscoveryLogger;
  /** Called after each look at a source. @defaultValue nobody is told */
  readonly onDiscovered?: () => void;
}

/**
 * Keeps the list of jobs of a server up to date with its sources. Looks at one source follow each other; looks at
 * different ones do not wait. Dispose of it before the database.
 */
export class JobDiscovery implements AsyncDisposable {
  readonly #options: JobDiscoveryOptions;
  readonly #compilers = { own: new ModuleCompiler({ idleMs: ownIdleMs }), git: new ModuleCompiler() };
  readonly #turns = { own: new Turns(), git: new Turns() };
  /** The last look at each source, by its name. */
  readonly #running = new Map<string, Promise<unknown>>();
  #watching: AsyncDisposable | undefined;
  #isStopping = false;

  constructor(options: JobDiscoveryOptions) {
    this.#options = options;
  }

  /** Looks through all sources, once. Gives nothing when it is disposed of in the meantime. */
  async discover(): Promise<readonly ModuleReport[]> {
    return await this.#enqueue('all', async () => {
      const { jobsRoot, plugins, database } = this.#options;
      const found = (await this.#options.findSources?.()) ?? { present: [], configured: [] };
      const sources = [
        createLocalSource(jobsRoot),
        ...plugins.flatMap(({ plugin }) => createPluginSource(plugin) ?? []),
        ...found.present,
      ];
      return await discoverJobs(sources, {
        em: database.orm.em.fork(),
        look: (source) => this.discoverSource(source),
        others: found.configured,
      });
    });
  }

  /**
   * Looks through one source that has changed, after whoever looks through it now.
   * @throws the reason of `signal` when it is aborted before anything is written
   */
  async discoverSource(source: JobSource, signal?: AbortSignal): Promise<readonly ModuleReport[]> {
    const { database, runtime, describers, gitLimits } = this.#options;
    const lane = source.kind === 'git' ? 'git' : 'own';
    return await this.#enqueue(`${source.slug}/${source.modulePrefix}`, async () => {
      const reports = await discoverSource(this.#withShared(source), {
        em: database.orm.em.fork(),
        compiler: this.#compilers[lane],
        turns: this.#turns[lane],
        describer: describers[lane],
        runtime,
        ...(lane === 'git' ? { limits: gitLimits } : {}),
        signal,
      });
      this.#report(reports);
      this.#options.onDiscovered?.();
      return reports;
    });
  }

  #withShared(source: JobSource): JobSource {
    const { sharedPackages } = this.#options;
    return sharedPackages === undefined ? source : withSharedPackages(source, sharedPackages);
  }

  async #enqueue(key: string, look: () => Promise<readonly ModuleReport[]>): Promise<readonly ModuleReport[]> {
    const before = this.#running.get(key) ?? Promise.resolve();
    const run = before.then(look).catch((error: unknown) => {
      if (this.#isStopping) return [];
      throw error;
    });
    const settled = run.catch(() => undefined);
    this.#running.set(key, settled);
    try {
      return await run;
    } finally {
      if (this.#running.get(key) === settled) this.#running.delete(key);
    }
  }

  /**
   * Looks at the local source again whenever a file of it changes, until this is disposed of. Call it before the first
   * `discover`, so that no change falls in between.
   */
  watch(): void {
    const { jobsRoot, logger } = this.#options;
    this.#watching ??= watchFolder(jobsRoot, {
      // Both are processes that end when there is nothing to do, and start side by side while the change settles.
      onSign: () => {
        this.#compilers.own.warm();
        this.#options.describers.own.warm?.();
      },
      onChange: async () => {
        await this.discoverSource(createLocalSource(jobsRoot)).catch((error: unknown) => {
          logger.error({ err: error }, 'The job modules could not be read.');
        });
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await Promise.all(Object.values(this.#compilers).map((compiler) => compiler.close()));
    await this.#watching?.[Symbol.asyncDispose]();
    await Promise.all(this.#running.values());
  }

  #report(reports: readonly ModuleReport[]): void {
    const { logger } = this.#options;
    for (const { path, status, error } of reports) {
      if (error !== undefined)
        logger.warn({ module: path, error }, `The job module ${path} is broken: ${error.message}`);
      else if (status !== 'unchanged') logger.info({ module: path }, `Job module ${path}: ${status}.`);
    }
  }
}
