import type { FilterQuery } from '@mikro-orm/core';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import type { Caller } from '../users/caller.ts';
import type { Permissions } from '../users/permissions.ts';
import { JobResult } from './job-result.entity.ts';
import { readJobResult, type JobResultDetailRow } from './read-job-results.ts';

/** Who wants to see a run. */
export interface Viewer {
  readonly permissions: Permissions;
  readonly caller: Caller;
}

/** Whose runs somebody may see: their own, and those that a permission opens. Undefined: all. */
export async function visibleResults(viewer: Viewer): Promise<FilterQuery<JobResult> | undefined> {
  const grant = await viewer.permissions.grant('view', 'extras.jobresult');
  if (grant?.objects === 'all') return undefined;
  const own = { user: viewer.caller.id } as FilterQuery<JobResult>;
  return grant ? { $or: [own, grant.where] } : own;
}

/** @throws {@link NotFoundError} when there is no such run, or the user may not see it */
export async function requireVisible(context: AppContext, id: string, viewer: Viewer): Promise<void> {
  const visible = await visibleResults(viewer);
  const where = { $and: [{ id }, ...(visible ? [visible] : [])] } as FilterQuery<JobResult>;
  if ((await context.em().count(JobResult, where)) === 0) throw missing();
}

/**
 * Reads a run whole, as it is now.
 * @throws {@link NotFoundError} when there is no such run, or the user may not see it
 */
export async function findJobResult(context: AppContext, id: string, viewer: Viewer): Promise<JobResultDetailRow> {
  if (await visibleResults(viewer)) await requireVisible(context, id, viewer);
  return loadJobResult(context, id);
}

/** Reads a run whole, whoever asks. @throws {@link NotFoundError} */
export async function loadJobResult(context: AppContext, id: string): Promise<JobResultDetailRow> {
  const result = await readJobResult(context.database.pool, id);
  if (!result) throw missing();
  return result;
}

function missing(): NotFoundError {
  return new NotFoundError('There is no such job result.');
}
