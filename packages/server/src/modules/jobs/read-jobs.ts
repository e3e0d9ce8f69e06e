import type { JobDescriptor } from '@jobwright/sdk/internal';
import type { Pool } from 'pg';
import { isoSql } from '../../database/iso-sql.ts';
import type { JobSource } from './job-module.entity.ts';

/** A job with its module, read with one statement: every run passes here. Times are ISO 8601 texts. */
export interface JobRow {
  readonly id: string;
  readonly created: string;
  readonly lastUpdated: string;
  readonly classPath: string;
  readonly className: string;
  readonly name: string;
  readonly description: string;
  readonly descriptor: JobDescriptor;
  readonly bundleDigest: string;
  readonly enabled: boolean;
  /** False when the class, or the file that it was in, is gone. */
  readonly installed: boolean;
  readonly moduleId: string;
  readonly source: JobSource;
  readonly modulePath: string;
  readonly moduleTitle: string;
  readonly gitCommit: string | null;
}

const columns = `
  job.id, ${isoSql('job.created')} as created, ${isoSql('job.last_updated')} as "lastUpdated",
  job.class_path as "classPath", job.class_name as "className", job.name, job.description, job.descriptor,
  job.bundle_digest as "bundleDigest", job.enabled, job.installed and module.installed as installed,
  module.id as "moduleId", module.source, module.module_path as "modulePath", module.display_name as "moduleTitle",
  module.git_commit as "gitCommit"`;

const tables = 'extras_job as job join extras_job_module as module on module.id = job.module_id';

/** How a request names a job: by its stable id, or by its path. */
export type JobKey = { readonly id: string } | { readonly classPath: string };

/** Reads one job; undefined when there is none. */
export async function readJob(pool: Pool, key: JobKey): Promise<JobRow | undefined> {
  const [name, condition, value] =
    'id' in key
      ? ['read_job_by_id', 'job.id = $1', key.id]
      : ['read_job_by_path', 'job.class_path = $1', key.classPath];
  const { rows } = await pool.query<JobRow>({
    name,
    text: `select ${columns} from ${tables} where ${condition}`,
    values: [value],
  });
  return rows[0];
}

/** Reads jobs in the order of their ids. */
export async function readJobs(pool: Pool, ids: readonly string[]): Promise<readonly JobRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<JobRow>({
    name: 'read_jobs',
    text: `select ${columns} from ${tables} where job.id = any ($1::uuid[])`,
    values: [ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** The last run of a job, in short. */
export interface LatestResultRow {
  readonly id: string;
  readonly jobId: string;
  readonly status: string;
  readonly created: string;
  readonly userName: string;
}

/**
 * The last run of each job that has one: one look into the index per job, whatever the length of its history. With
 * `job_id = …` PostgreSQL would take the index by time instead when few jobs have nearly all runs, and go through all of
 * it for a job that never ran; the comparison of rows leaves it no choice.
 */
export async function readLatestResults(
  pool: Pool,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, LatestResultRow>> {
  if (jobIds.length === 0) return new Map();
  const { rows } = await pool.query<LatestResultRow>({
    name: 'read_latest_results',
    text: `select latest.* from unnest($1::uuid[]) as wanted (id)
     cross join lateral (
       select id, job_id as "jobId", status, ${isoSql('created')} as created, user_name as "userName"
       from extras_job_result as result
       where (result.job_id, result.created) <= (wanted.id, 'infinity')
       order by result.job_id desc, result.created desc limit 1
     ) as latest where latest."jobId" = wanted.id`,
    values: [jobIds],
  });
  return new Map(rows.map((row) => [row.jobId, row]));
}
