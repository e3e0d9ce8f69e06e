import type { LoadedPlugin } from '../config/load-plugins.ts';
import { ModuleCompiler } from '../compile/module-compiler.ts';
import type { Database } from '../database/orm.ts';
import type { RuntimeBundle } from '../runtime/bundle/runtime-bundle.ts';
import { discoverJobs, discoverSource, type ModuleReport } from './discover.ts';
import { createLocalSource, createPluginSource } from './folder-source.ts';
import type { JobSource, SourceName } from './job-source.ts';
import type { ModuleDescriber } from './module-describer.ts';
import { watchFolder } from './watch-folder.ts';

/** What discovery tells the log of the process. */
export interface DiscoveryLogger {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

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
  /** Sources that come and go while the server runs. @defaultValue none */
  readonly findSources?: () => Promise<FoundSources>;
  readonly database: Database;
  readonly runtime: Pick<RuntimeBundle, 'digest' | 'packages'>;
  readonly describer: ModuleDescriber;
  readonly logger: DiscoveryLogger;
}

/** Keeps the list of jobs of a server up to date with its sources. Dispose of it before the database. */
export class JobDiscovery implements AsyncDisposable {
  readonly #options: JobDiscoveryOptions;
  readonly #compiler = new ModuleCompiler();
  #running: Promise<unknown> = Promise.resolve();
  #watching: AsyncDisposable | undefined;
  #isStopping = false;

  constructor(options: JobDiscoveryOptions) {
    this.#options = options;
  }

  /** Looks through all sources, once. Calls follow each other. Gives nothing when it is disposed of in the meantime. */
  async discover(): Promise<readonly ModuleReport[]> {
    return await this.#enqueue(() => this.#discover());
  }

  /** Looks through one source that has changed, after whatever is being looked through. */
  async discoverSource(source: JobSource): Promise<readonly ModuleReport[]> {
    const { database, runtime, describer } = this.#options;
    return await this.#enqueue(() =>
      discoverSource(source, { em: database.orm.em.fork(), compiler: this.#compiler, describer, runtime }),
    );
  }

  async #enqueue(look: () => Promise<readonly ModuleReport[]>): Promise<readonly ModuleReport[]> {
    const run = this.#running.then(look).catch((error: unknown) => {
      if (this.#isStopping) return [];
      throw error;
    });
    this.#running = run.catch(() => undefined);
    return await run;
  }

  /**
   * Looks again whenever a file of the local source changes, until this is disposed of. Call it before the first
   * `discover`, so that no change falls in between.
   */
  watch(): void {
    this.#watching ??= watchFolder(this.#options.jobsRoot, {
      onChange: async () => {
        await this.discover().catch((error: unknown) => {
          this.#options.logger.error({ err: error }, 'The job modules could not be read.');
        });
      },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopping = true;
    await this.#compiler.close();
    await this.#watching?.[Symbol.asyncDispose]();
    await this.#running;
  }

  async #discover(): Promise<readonly ModuleReport[]> {
    const { jobsRoot, plugins, database, runtime, describer, logger } = this.#options;
    const found = (await this.#options.findSources?.()) ?? { present: [], configured: [] };
    const sources = [
      createLocalSource(jobsRoot),
      ...plugins.flatMap(({ plugin }) => createPluginSource(plugin) ?? []),
      ...found.present,
    ];
    const em = database.orm.em.fork();
    const reports = await discoverJobs(sources, {
      em,
      compiler: this.#compiler,
      describer,
      runtime,
      others: found.configured,
    });
    for (const { path, status, error } of reports) {
      if (error !== undefined)
        logger.warn({ module: path, error }, `The job module ${path} is broken: ${error.message}`);
      else if (status !== 'unchanged') logger.info({ module: path }, `Job module ${path}: ${status}.`);
    }
    return reports;
  }
}
