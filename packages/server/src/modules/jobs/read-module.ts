import type { Pool } from 'pg';
import type { JobModuleError } from './job-module.entity.ts';

/** What is known of the module of a job that is not there. */
export interface ModuleOfJob {
  readonly error: JobModuleError | null;
  /** Names of the jobs that it has. */
  readonly classNames: readonly string[];
}

/** @param path - the first two parts of the path of a job */
export async function readModuleOf(
  pool: Pool,
  path: { readonly source: string; readonly module: string },
): Promise<ModuleOfJob | undefined> {
  const { rows } = await pool.query<ModuleOfJob>(
    `select module.error, coalesce(array_agg(job.class_name) filter (where job.installed), '{}') as "classNames"
     from extras_job_module as module left join extras_job as job on job.module_id = module.id
     where module.slug = $1 and module.module_path = $2 and module.installed
     group by module.id`,
    [path.source, path.module],
  );
  return rows[0];
}
