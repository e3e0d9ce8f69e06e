import type { ModuleDescriptor } from '@jobwright/sdk/internal';
import type { EntityManager } from '@mikro-orm/postgresql';
import { advisoryLockKeys } from '../database/advisory-locks.ts';
import { JobBundle } from '../modules/jobs/job-bundle.entity.ts';
import { JobDataFile } from '../modules/jobs/job-data-file.entity.ts';
import { JobModule } from '../modules/jobs/job-module.entity.ts';
import { Job } from '../modules/jobs/job.entity.ts';
import { jobIdOf } from './class-path-id.ts';
import type { DataFiles } from './data-files.ts';
import type { ExaminedModule } from './examine-module.ts';
import { classPathOf, type JobSource, type SourceName } from './job-source.ts';
import { storable } from './storable.ts';

export interface SourceFindings {
  readonly source: JobSource;
  readonly modules: readonly ExaminedModule[];
  readonly dataFiles: DataFiles;
  readonly gitCommit?: string;
}

/** As long as its column. */
const displayNameLength = 200;
const modulesAtOnce = 20;
const bytesAtOnce = 1_000_000;

type Described = Extract<ExaminedModule, { status: 'described' }>;

/**
 * Writes what was found in a source, in one transaction. Modules and jobs that are gone are marked, not deleted: their
 * results stay, and they keep their ids when they come back. A broken module keeps its last good bundle and its jobs.
 *
 * @returns paths of modules that are gone
 */
export async function storeFindings(em: EntityManager, findings: SourceFindings): Promise<readonly string[]> {
  return await em.transactional(async (em) => {
    // Servers that start at the same time write one after the other.
    await em.execute('select pg_advisory_xact_lock(?, ?)', [...advisoryLockKeys.discovery]);
    await storeBundles(em, findings);
    // A few at a time: the process serves requests as well, and one large unit of work would hold them up.
    for (const modules of inBatches(findings.modules, { size: modulesAtOnce })) {
      await storeBatch(em, { ...findings, modules });
      em.clear();
    }
    return await uninstallOthers(em, findings);
  });
}

/** Rows of the modules of one source. */
export function moduleFilter({ kind, slug, modulePrefix }: SourceName) {
  return { source: kind, slug, modulePath: { $like: `${modulePrefix.replaceAll(/[\\%_]/g, '\\$&')}%` } };
}

async function storeBundles(em: EntityManager, { modules, dataFiles }: SourceFindings): Promise<void> {
  const created = new Date();
  const described = modules.filter((module): module is Described => module.status === 'described');
  if (described.length === 0) return;
  const files = [...dataFiles.contents].map(([digest, content]) => ({ digest, content, created }));
  for (const batch of inBatches(files, { bytesOf: ({ content }) => content.length }))
    await em.upsertMany(JobDataFile, [...batch], { onConflictAction: 'ignore' });
  const bundles = new Map(
    described.map(({ bundle: { digest, code, sourceMap, inputs } }) => [
      digest,
      { digest, code, sourceMap, inputs, dataFiles: dataFiles.manifest, created },
    ]),
  );
  const bytesOf = ({ code, sourceMap }: { code: string; sourceMap: string }): number => code.length + sourceMap.length;
  for (const batch of inBatches([...bundles.values()], { bytesOf }))
    await em.upsertMany(JobBundle, [...batch], { onConflictAction: 'ignore' });
}

async function storeBatch(em: EntityManager, findings: SourceFindings): Promise<void> {
  const { kind, slug } = findings.source;
  const paths = findings.modules.map(({ modulePath }) => modulePath);
  const rows = await em.find(JobModule, { source: kind, slug, modulePath: { $in: paths } });
  const byPath = new Map(rows.map((row) => [row.modulePath, row]));
  const jobs = Map.groupBy(await em.find(Job, { module: { $in: rows.map(({ id }) => id) } }), (job) => job.module.id);
  for (const module of findings.modules) {
    const row = byPath.get(module.modulePath) ?? newModule(em, findings.source, module);
    updateModule(em, { row, jobs: jobs.get(row.id) ?? [], module, findings });
  }
  await em.flush();
}

function newModule(em: EntityManager, source: JobSource, { modulePath, file }: ExaminedModule): JobModule {
  const row = em.create(JobModule, {
    source: source.kind,
    slug: source.slug,
    modulePath,
    displayName: modulePath,
    sourceFile: file,
  });
  em.persist(row);
  return row;
}

interface ModuleUpdate {
  readonly row: JobModule;
  /** Jobs that the module has had so far. */
  readonly jobs: readonly Job[];
  readonly module: ExaminedModule;
  readonly findings: SourceFindings;
}

function updateModule(em: EntityManager, { row, jobs, module, findings }: ModuleUpdate): void {
  em.assign(row, { sourceFile: module.file, installed: true });
  // What a broken module goes on with is of the commit that it had before.
  if (module.status !== 'broken') em.assign(row, { gitCommit: findings.gitCommit ?? null });
  switch (module.status) {
    case 'unchanged':
      return;
    case 'broken':
      em.assign(row, { error: storable(module.error), sourceDigest: null });
      return;
    case 'described': {
      const { bundle } = module;
      const descriptor = storable(module.descriptor);
      em.assign(row, {
        error: null,
        sourceDigest: bundle.sourceDigest,
        bundle: bundle.digest,
        displayName: (descriptor.name ?? module.modulePath).slice(0, displayNameLength),
      });
      updateJobs(em, row, { jobs, module, descriptor, source: findings.source });
    }
  }
}

interface DescribedUpdate {
  readonly jobs: readonly Job[];
  readonly module: Described;
  readonly descriptor: ModuleDescriptor;
  readonly source: JobSource;
}

function updateJobs(
  em: EntityManager,
  row: JobModule,
  { jobs: before, module, descriptor: { jobs: descriptors }, source }: DescribedUpdate,
): void {
  const jobs = new Map(before.map((job) => [job.className, job]));
  for (const descriptor of descriptors) {
    const { className, name, description } = descriptor;
    const current = { name, description, descriptor, bundle: module.bundle.digest, installed: true };
    const job = jobs.get(className);
    jobs.delete(className);
    if (job === undefined) {
      const classPath = classPathOf(source, module.modulePath, className);
      em.persist(em.create(Job, { id: jobIdOf(classPath), module: row, classPath, className, ...current }));
    } else {
      em.assign(job, current);
    }
  }
  for (const job of jobs.values()) job.installed = false;
}

/** Marks the modules of the source that are gone, and gives their paths. */
async function uninstallOthers(em: EntityManager, { source, modules }: SourceFindings): Promise<readonly string[]> {
  const gone = await em.execute<{ modulePath: string }[]>(
    `with gone as (
       update extras_job_module set installed = false, source_digest = null
       where installed and source = ? and slug = ? and starts_with(module_path, ?)
         and module_path not in (select jsonb_array_elements_text(?::jsonb))
       returning id, module_path
     ), jobs as (
       update extras_job set installed = false where module_id in (select id from gone)
     )
     select module_path as "modulePath" from gone order by module_path`,
    [source.kind, source.slug, source.modulePrefix, JSON.stringify(modules.map(({ modulePath }) => modulePath))],
  );
  return gone.map(({ modulePath }) => modulePath);
}

interface BatchOptions<Item> {
  /** Items of a batch, at most. */
  readonly size?: number;
  /** Bytes of an item: those of a batch have {@link bytesAtOnce} together, unless it is one alone. */
  readonly bytesOf?: (item: Item) => number;
}

function* inBatches<Item>(
  items: readonly Item[],
  { size = modulesAtOnce, bytesOf = () => 0 }: BatchOptions<Item>,
): Generator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    if (batch.length > 0 && (batch.length === size || bytes + bytesOf(item) > bytesAtOnce)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += bytesOf(item);
  }
  if (batch.length > 0) yield batch;
}
