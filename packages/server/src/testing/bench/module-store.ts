import type { ModuleCompiler } from '../../compile/module-compiler.ts';
import type { Database } from '../../database/orm.ts';
import { readDataFiles } from '../../discovery/data-files.ts';
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
  readonly database: Database;
  readonly compiler: Pick<ModuleCompiler, 'compileModule'>;
  readonly describer: ModuleDescriber;
  readonly runtime: Pick<RuntimeBundle, 'digest' | 'packages'>;
}

/** A job that can be run, or what is wrong with its module; neither when the module has no such job. */
export type FoundJob =
  | { readonly kind: 'found'; readonly job: JobRow }
  | { readonly kind: 'broken'; readonly problem: JobModuleError }
  | { readonly kind: 'missing'; readonly classPath: string };

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

  async find({ source, file }: JobPlace, className: string): Promise<FoundJob> {
    const { database, runtime, ...tools } = this.#options;
    const name = modulePathOf(file);
    const snapshot = await source.snapshot();
    if (name === undefined) return { kind: 'broken', problem: nameProblem(file) };
    if (snapshot === undefined) return { kind: 'missing', classPath: classPathOf(source, name, className) };
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
    if (examined.status === 'broken') return { kind: 'broken', problem: examined.error };
    if (examined.status === 'described') {
      // Those that were installed before stay, whichever folder they came from.
      const others = this.#others(key, `${source.slug}/${source.modulePrefix}`);
      await storeFindings(database.orm.em.fork(), { source, modules: [examined, ...others], dataFiles });
      const { sourceDigest, inputs } = examined.bundle;
      this.#installed.set(key, { root: snapshot.root, modulePath, file, sourceDigest, inputs });
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
