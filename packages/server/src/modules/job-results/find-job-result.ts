import type { FilterQuery } from '@mikro-orm/core';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import type { Permissions } from '../users/permissions.ts';
import { conditionOfSight } from '../users/sight.ts';
import { JobResult } from './job-result.entity.ts';
import { readJobResult, type JobResultDetailRow } from './read-job-results.ts';

/** Who wants to see a run. */
export interface Viewer {
  readonly permissions: Permissions;
}

/** Whose runs somebody may see: their own, and those that a permission opens. Undefined: all. */
export async function visibleResults(viewer: Viewer): Promise<FilterQuery<JobResult> | undefined> {
  const sight = await viewer.permissions.sight();
  const grant = sight.of('extras.jobresult');
  return grant?.objects === 'all' ? undefined : conditionOfSight(sight, 'extras.jobresult');
}

/** Those of the runs that somebody may see. */
export async function keepVisible(
  context: AppContext,
  viewer: Viewer,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const visible = await visibleResults(viewer);
  if (!visible || ids.length === 0) return new Set(ids);
  const where = { $and: [{ id: { $in: ids } }, visible] } as FilterQuery<JobResult>;
  const found = await context.em().find(JobResult, where, { fields: ['id'], disableIdentityMap: true });
  return new Set(found.map(({ id }) => id));
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
