import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { NotFoundError } from '../../errors.ts';
import type { Caller } from '../users/caller.ts';
import type { Permissions } from '../users/permissions.ts';
import { JobResult } from './job-result.entity.ts';

/** Columns of a run that lists show: neither input nor output, which may be large. */
export const listedProperties = [
  'id',
  'created',
  'lastUpdated',
  'jobPath',
  'jobName',
  'status',
  'commit',
  'readOnly',
  'inputStored',
  'userName',
  'requestId',
  'bundleDigest',
  'gitCommit',
  'started',
  'completed',
  'worker',
  'progress',
  'error',
  'logSummary',
  'changeCount',
  'changeDigest',
  'changesCommitted',
  'cancelRequested',
  'cancelRequestedByName',
  'job.id',
  'job.name',
  'user.id',
  'user.username',
] as const;

/** Whose runs somebody may see: their own, and those that a permission opens. */
export async function visibleResults(permissions: Permissions, caller: Caller): Promise<FilterQuery<JobResult>> {
  const grant = await permissions.grant('view', 'extras.jobresult');
  if (grant?.objects === 'all') return {};
  const own = { user: caller.id } as FilterQuery<JobResult>;
  return grant ? { $or: [own, grant.where] } : own;
}

/** @throws {@link NotFoundError} when there is no such run, or the user may not see it */
export async function findJobResult(
  em: EntityManager,
  id: string,
  by: { readonly permissions: Permissions; readonly caller: Caller },
): Promise<JobResult> {
  const visible = await visibleResults(by.permissions, by.caller);
  return loadJobResult(em, { $and: [{ id }, visible] });
}

/** Reads a run whole, as it is now. @throws {@link NotFoundError} */
export async function loadJobResult(em: EntityManager, where: FilterQuery<JobResult>): Promise<JobResult> {
  const fields = [...listedProperties, 'input', 'output'] as never;
  const result = await em.findOne(JobResult, where, { populate: ['job', 'user'] as never, fields, refresh: true });
  if (!result) throw new NotFoundError('There is no such job result.');
  return result;
}

/** @throws {@link NotFoundError} when there is no such run, or the user may not see it */
export async function requireVisible(
  em: EntityManager,
  id: string,
  by: { readonly permissions: Permissions; readonly caller: Caller },
): Promise<Pick<JobResult, 'id' | 'status' | 'logSummary'>> {
  const visible = await visibleResults(by.permissions, by.caller);
  const where = { $and: [{ id }, visible] } as FilterQuery<JobResult>;
  const result = await em.findOne(JobResult, where, { fields: ['id', 'status', 'logSummary'] });
  if (!result) throw new NotFoundError('There is no such job result.');
  return result;
}
