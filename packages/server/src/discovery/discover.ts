import type { EntityManager } from '@mikro-orm/postgresql';
import type { ModuleCompiler } from '../compile/module-compiler.ts';
import type { BundleInput } from '../modules/jobs/job-bundle.entity.ts';
import { JobModule, type JobModuleError } from '../modules/jobs/job-module.entity.ts';
import { Job } from '../modules/jobs/job.entity.ts';
import type { RuntimeBundle } from '../runtime/bundle/runtime-bundle.ts';
import { readDataFiles } from './data-files.ts';
import {
  examineModule,
  type ExamineContext,
  type ExaminedModule,
  type FoundModule,
  type KnownModule,
} from './examine-module.ts';
import type { JobSource, SourceName, SourceSnapshot } from './job-source.ts';
import { listSourceFiles } from './list-source-files.ts';
import { LookBudget, type LookLimits } from './look-budget.ts';
import type { ModuleDescriber } from './module-describer.ts';
import { modulePathOf, nameProblem } from './module-names.ts';
import type { Turns } from './turns.ts';
import { packagesDigestOf } from './source-digest.ts';
import { moduleFilter, storeFindings } from './store-modules.ts';

export interface DiscoveryOptions {
  /** A fork for this call. */
  readonly em: EntityManager;
  readonly compiler: Pick<ModuleCompiler, 'compileModule'>;
  readonly describer: ModuleDescriber;
  readonly runtime: Pick<RuntimeBundle, 'digest' | 'packages'>;
}

/** How one source is looked through. */
export interface SourceLookOptions {
  /** Shared by those who share compiler and describer. @defaultValue nobody does */
  readonly turns?: Turns | undefined;
  /** What it may take. @defaultValue no limit */
  readonly limits?: LookLimits | undefined;
  /** Ends the look between two modules. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of one module. */
export interface ModuleReport {
  /** `local/example`. */
  readonly path: string;
  readonly status: ExaminedModule['status'] | 'removed';
  readonly error?: JobModuleError;
}

/** How {@link discoverJobs} goes about it. */
export interface JobsLookOptions {
  /** A fork for this call. */
  readonly em: EntityManager;
  /** {@link discoverSource}, with whatever holds for the source. */
  readonly look: (source: JobSource) => Promise<readonly ModuleReport[]>;
  /** Sources that are configured too, and that nobody looks into now: their modules stay as they are. */
  readonly others?: readonly SourceName[];
}

/**
 * Brings the list of modules and jobs up to date with the sources. Sources that are no longer configured lose their
 * modules. A broken module harms nothing but itself.
 */
export async function discoverJobs(
  sources: readonly JobSource[],
  { em, look, others = [] }: JobsLookOptions,
): Promise<readonly ModuleReport[]> {
  const reports: ModuleReport[] = [];
  for (const source of sources) reports.push(...(await look(source)));
  reports.push(...(await removeOtherSources([...sources, ...others], em)));
  return reports;
}

/**
 * Brings the modules of one source up to date.
 * @throws the reason of `signal` when it is aborted before anything is written
 */
export async function discoverSource(
  source: JobSource,
  options: DiscoveryOptions & SourceLookOptions,
): Promise<readonly ModuleReport[]> {
  const { em, compiler, describer, runtime, signal } = options;
  const snapshot = await source.snapshot();
  const files = snapshot === undefined ? { modules: [], dataFiles: [] } : await listSourceFiles(snapshot.root);
  const dataFiles = await readDataFiles(snapshot?.root ?? '', files.dataFiles);
  const known = await loadKnown(em.fork(), source);
  const modules: ExaminedModule[] = [];
  if (snapshot !== undefined) {
    const packagesDigest = await packagesDigestOf(snapshot);
    const common = { dataFiles, packagesDigest, runtimeDigest: runtime.digest };
    const context: ExamineContext = {
      source,
      snapshot,
      common,
      runtimePackages: runtime.packages,
      compiler,
      describer,
      turns: options.turns,
      budget: options.limits && new LookBudget(options.limits),
    };
    for (const found of nameModules(source, files.modules)) {
      signal?.throwIfAborted();
      modules.push(await examineModule(context, found, known.get(found.modulePath)));
    }
  }
  const removed = isSettled(modules, known, snapshot?.gitCommit)
    ? []
    : await storeFindings(em.fork(), findingsOf({ source, modules, dataFiles, snapshot }));
  return [
    ...modules.map((module) => ({
      path: `${source.slug}/${module.modulePath}`,
      status: module.status,
      ...(module.status === 'broken' ? { error: module.error } : {}),
    })),
    ...removed.map((modulePath) => ({ path: `${source.slug}/${modulePath}`, status: 'removed' as const })),
  ];
}

function findingsOf({
  snapshot,
  ...rest
}: { snapshot: SourceSnapshot | undefined } & Omit<Parameters<typeof storeFindings>[1], 'gitCommit'>) {
  return { ...rest, ...(snapshot?.gitCommit === undefined ? {} : { gitCommit: snapshot.gitCommit }) };
}

/** True when nothing has to be written: every module is as it was, and none is gone. */
function isSettled(
  modules: readonly ExaminedModule[],
  known: ReadonlyMap<string, KnownModule & { readonly gitCommit: string | null }>,
  gitCommit: string | undefined,
): boolean {
  const isSame = (module: ExaminedModule): boolean =>
    module.status === 'unchanged' && known.get(module.modulePath)?.gitCommit === (gitCommit ?? null);
  return modules.length === known.size && modules.every(isSame);
}

interface KnownRow {
  readonly modulePath: string;
  readonly sourceDigest: string | null;
  readonly gitCommit: string | null;
  readonly inputs: readonly BundleInput[] | null;
}

/** Installed modules by path, as they were left the last time: rows, since there may be thousands. */
async function loadKnown(
  em: EntityManager,
  source: JobSource,
): Promise<ReadonlyMap<string, KnownModule & { readonly gitCommit: string | null }>> {
  const rows = await em.execute<KnownRow[]>(
    `select module.module_path as "modulePath", module.source_digest as "sourceDigest", module.git_commit as "gitCommit",
       bundle.inputs
     from extras_job_module module left join extras_job_bundle bundle on bundle.digest = module.bundle_digest
     where module.installed and module.source = ? and module.slug = ? and starts_with(module.module_path, ?)`,
    [source.kind, source.slug, source.modulePrefix],
  );
  return new Map(rows.map(({ modulePath, inputs, ...row }) => [modulePath, { ...row, inputs: inputs ?? [] }]));
}

function nameModules(source: JobSource, files: readonly string[]): readonly FoundModule[] {
  const taken = new Map<string, string>();
  return files.map((file) => {
    const name = modulePathOf(file);
    const modulePath = source.modulePrefix + (name ?? file);
    if (name === undefined) return { file, modulePath, problem: nameProblem(file) };
    const other = taken.get(modulePath);
    taken.set(modulePath, other ?? file);
    // Two files cannot be one module: the second one is listed under its whole name.
    return other === undefined
      ? { file, modulePath }
      : { file, modulePath: source.modulePrefix + file, problem: conflictProblem(file, other) };
  });
}

function conflictProblem(file: string, other: string): JobModuleError {
  const message = `${other} and ${file} would be the same module. Rename or remove one of them.`;
  return { code: 'JOBWRIGHT_MODULE_NAME', message, file };
}

/** Modules of plugins and repositories that are no longer configured are no longer installed. */
async function removeOtherSources(sources: readonly SourceName[], em: EntityManager): Promise<readonly ModuleReport[]> {
  const others = await em
    .fork()
    .find(
      JobModule,
      { installed: true, $not: { $or: sources.map((source) => moduleFilter(source)) } },
      { fields: ['slug', 'modulePath'] },
    );
  const ids = others.map((module) => module.id);
  if (ids.length === 0) return [];
  await em.fork().transactional(async (em) => {
    await em.nativeUpdate(JobModule, { id: { $in: ids } }, { installed: false, sourceDigest: null });
    await em.nativeUpdate(Job, { module: { $in: ids } }, { installed: false });
  });
  return others.map(({ slug, modulePath }) => ({ path: `${slug}/${modulePath}`, status: 'removed' as const }));
}
