import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { NotFoundError } from '../../errors.ts';
import { isUuid } from '../models/filters/parse-value.ts';
import { requireGrant, type PermissionAction, type Permissions } from '../users/permissions.ts';
import { Job } from './job.entity.ts';
import type { JobView, LatestResultRow } from './serialize-job.ts';

/** How a request names a job: by its stable id, or by the parts of its path. */
export type JobAddress =
  | { readonly id: string }
  | { readonly source: string; readonly module: string; readonly className: string };

/**
 * Finds a job that the user may act upon.
 * @throws {@link PermissionDeniedError} when the user may act so upon no job at all
 * @throws {@link NotFoundError} when there is no such job, or the permission does not reach it
 */
export async function findJob(
  em: EntityManager,
  address: JobAddress,
  by: { readonly permissions: Permissions; readonly action: PermissionAction },
): Promise<JobView> {
  const restriction = await requireGrant(by.permissions, by.action, 'extras.job');
  const where = { $and: [identify(address), ...(restriction ? [restriction] : [])] } as FilterQuery<Job>;
  const job = await em.findOne(Job, where, { populate: ['module'] });
  if (!job) throw new NotFoundError('There is no such job.');
  return { job, module: job.module.unwrap() };
}

/** The last run of each job that has one, in one query. */
export async function findLatestResults(
  em: EntityManager,
  jobIds: readonly string[],
): Promise<ReadonlyMap<string, LatestResultRow>> {
  if (jobIds.length === 0) return new Map();
  // One look into the index per job, whatever the length of its history.
  const rows: LatestResultRow[] = await em.getConnection().execute(
    `select latest.* from unnest(string_to_array(?, ',')::uuid[]) as wanted (id)
     cross join lateral (
       select id, job_id as "jobId", status, created, user_name as "userName" from extras_job_result
       where job_id = wanted.id order by created desc limit 1
     ) as latest`,
    [jobIds.join(',')],
  );
  return new Map(rows.map((row) => [row.jobId, { ...row, created: new Date(row.created) }]));
}

function identify(address: JobAddress): FilterQuery<Job> {
  if ('className' in address) {
    return { classPath: `${address.source}/${address.module}/${address.className}` };
  }
  if (!isUuid(address.id)) throw new NotFoundError('There is no such job.');
  return { id: address.id };
}
