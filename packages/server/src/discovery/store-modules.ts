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
    const rows = await em.find(JobModule, moduleFilter(findings.source));
    const byPath = new Map(rows.map((row) => [row.modulePath, row]));
    for (const module of findings.modules) {
      const row = byPath.get(module.modulePath) ?? newModule(em, findings.source, module);
      byPath.delete(module.modulePath);
      await updateModule(em, { row, module, findings });
    }
    const gone = [...byPath.values()].filter((row) => row.installed);
    for (const row of gone) await uninstall(em, row);
    return gone.map((row) => row.modulePath);
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
  if (files.length > 0) await em.upsertMany(JobDataFile, files, { onConflictAction: 'ignore' });
  const bundles = new Map(
    described.map(({ bundle: { digest, code, sourceMap, inputs } }) => [
      digest,
      { digest, code, sourceMap, inputs, dataFiles: dataFiles.manifest, created },
    ]),
  );
  await em.upsertMany(JobBundle, [...bundles.values()], { onConflictAction: 'ignore' });
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
  readonly module: ExaminedModule;
  readonly findings: SourceFindings;
}

async function updateModule(em: EntityManager, { row, module, findings }: ModuleUpdate): Promise<void> {
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
      await updateJobs(em, row, { module, descriptor, source: findings.source });
    }
  }
}

interface DescribedUpdate {
  readonly module: Described;
  readonly descriptor: ModuleDescriptor;
  readonly source: JobSource;
}

async function updateJobs(
  em: EntityManager,
  row: JobModule,
  { module, descriptor: { jobs: descriptors }, source }: DescribedUpdate,
): Promise<void> {
  const jobs = new Map((await em.find(Job, { module: row.id })).map((job) => [job.className, job]));
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

async function uninstall(em: EntityManager, row: JobModule): Promise<void> {
  em.assign(row, { installed: false, sourceDigest: null });
  for (const job of await em.find(Job, { module: row.id })) job.installed = false;
}
