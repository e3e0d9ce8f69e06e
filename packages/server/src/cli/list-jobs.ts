import { JobModule, type JobModuleError } from '../modules/jobs/job-module.entity.ts';
import { Job } from '../modules/jobs/job.entity.ts';
import { openDatabaseAccess, type CommonOptions } from './database-access.ts';

/** A job as `jobwright jobs --json` prints it; names as in the REST API. */
export interface ListedJob {
  readonly id: string;
  readonly class_path: string;
  readonly name: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly installed: boolean;
  readonly variables: readonly string[];
}

export interface BrokenModule {
  readonly slug: string;
  readonly modulePath: string;
  readonly error: JobModuleError | null | undefined;
}

/** Jobs that can be run (or all), and the modules that are broken. */
export async function listJobs(
  options: CommonOptions,
  { isAll }: { readonly isAll: boolean },
): Promise<{ readonly jobs: readonly ListedJob[]; readonly broken: readonly BrokenModule[] }> {
  await using access = await openDatabaseAccess(options);
  const em = access.database.orm.em.fork();
  const jobs = await em.find(Job, isAll ? {} : { enabled: true, installed: true }, { orderBy: { classPath: 'asc' } });
  const broken = await em.find(
    JobModule,
    { installed: true, error: { $ne: null } },
    { orderBy: { modulePath: 'asc' } },
  );
  return {
    broken: broken.map(({ slug, modulePath, error }) => ({ slug, modulePath, error })),
    jobs: jobs.map(({ id, classPath, name, description, enabled, installed, descriptor }) => ({
      id,
      class_path: classPath,
      name,
      description,
      enabled,
      installed,
      variables: descriptor.variables.map((variable) => variable.name),
    })),
  };
}
