import type { ModuleCompiler } from '../../compile/module-compiler.ts';
import type { Database } from '../../database/orm.ts';
import { type DataFiles, readDataFiles } from '../../discovery/data-files.ts';
import { type ExaminedModule, examineModule, type KnownModule } from '../../discovery/examine-module.ts';
import { classPathOf } from '../../discovery/job-source.ts';
import { listSourceFiles } from '../../discovery/list-source-files.ts';
import type { ModuleDescriber } from '../../discovery/module-describer.ts';
import { modulePathOf, nameProblem } from '../../discovery/module-names.ts';
import { packagesDigestOf } from '../../discovery/source-digest.ts';
import { storeFindings } from '../../discovery/store-modules.ts';
import type { JobModuleError } from '../../modules/jobs/job-module.entity.ts';
import { type JobRow, readJob } from '../../modules/jobs/read-jobs.ts';
import type { RuntimeBundle } from '../../runtime/bundle/runtime-bundle.ts';
import type { JobPlace } from './job-place.ts';

export interface ModuleStoreOptions {
  readonly compiler: Pick<ModuleCompiler, 'compileModule'>;
  readonly describer: ModuleDescriber;
  readonly runtime: Pick<RuntimeBundle, 'digest' | 'packages'>;
}

/** A job that can be run, or what is wrong with its module; neither when the module has no such job. */
export type FoundJob =
  | { readonly kind: 'found'; readonly job: JobRow }
  | { readonly kind: 'broken'; readonly problem: JobModuleError }
  | { readonly kind: 'missing'; readonly classPath: string };

/** A module that was looked at, and where it belongs. */
interface Look {
  readonly key: string;
  readonly root: string;
  readonly dataFiles: DataFiles;
  readonly examined: ExaminedModule;
}

interface InstalledModule extends KnownModule {
  readonly root: string;
  readonly modulePath: string;
  readonly file: string;
}

/** Compiles and describes the modules of tested jobs, as discovery does, one by one and only when something changed. */
export class ModuleStore {
  readonly #options: ModuleStoreOptions;
  /** What is in the database, by slug and path. */
  readonly #installed = new Map<string, InstalledModule>();

  constructor(options: ModuleStoreOptions) {
    this.#options = options;
  }

  /**
   * Begins to compile and describe a module, while there may be no database yet.
   * @returns what is to be called, once and before any other module is looked at, to find a job in it
   */
  prepare(place: JobPlace): (database: Database, className: string) => Promise<FoundJob> {
    const looking = this.#look(place);
    looking.catch(() => undefined); // whoever asks for the job is told
    return async (database, className) => this.#install(database, { place, className, look: await looking });
  }

  /** Undefined: the module has no path, or its source no files. */
  async #look({ source, file }: JobPlace): Promise<Look | undefined> {
    const { runtime, ...tools } = this.#options;
    const name = modulePathOf(file);
    const snapshot = await source.snapshot();
    if (name === undefined || snapshot === undefined) return undefined;
    const modulePath = source.modulePrefix + name;
    const key = `${source.slug}/${modulePath}`;
    const known = this.#installed.get(key);
    const dataFiles = await readDataFiles(snapshot.root, (await listSourceFiles(snapshot.root)).dataFiles);
    const packagesDigest = await packagesDigestOf(snapshot);
    const examined = await examineModule(
      {
        source,
        snapshot,
        common: { dataFiles, packagesDigest, runtimeDigest: runtime.digest },
        runtimePackages: runtime.packages,
        ...tools,
      },
      { file, modulePath },
      known?.root === snapshot.root ? known : undefined,
    );
    return { key, root: snapshot.root, dataFiles, examined };
  }

  async #install(
    database: Database,
    found: { readonly place: JobPlace; readonly className: string; readonly look: Look | undefined },
  ): Promise<FoundJob> {
    const { className, look } = found;
    const { source, file } = found.place;
    if (!look) {
      const name = modulePathOf(file);
      if (name === undefined) return { kind: 'broken', problem: nameProblem(file) };
      return { kind: 'missing', classPath: classPathOf(source, name, className) };
    }
    const { key, root, dataFiles, examined } = look;
    const { modulePath } = examined;
    if (examined.status === 'broken') return { kind: 'broken', problem: examined.error };
    if (examined.status === 'described') {
      // Those that were installed before stay, whichever folder they came from.
      const others = this.#others(key, `${source.slug}/${source.modulePrefix}`);
      await storeFindings(database.orm.em.fork(), { source, modules: [examined, ...others], dataFiles });
      const { sourceDigest, inputs } = examined.bundle;
      this.#installed.set(key, { root, modulePath, file, sourceDigest, inputs });
    }
    const classPath = classPathOf(source, modulePath, className);
    const job = await readJob(database.pool, { classPath });
    return job?.installed === true ? { kind: 'found', job } : { kind: 'missing', classPath };
  }

  #others(key: string, beginning: string): readonly ExaminedModule[] {
    return [...this.#installed]
      .filter(([other]) => other !== key && other.startsWith(beginning))
      .map(([, { modulePath, file }]) => ({ modulePath, file, status: 'unchanged' }));
  }
}
