import type { FilterQuery } from '@mikro-orm/core';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { suggestNames } from '../models/filters/near-names.ts';
import { isUuid } from '../models/filters/parse-value.ts';
import type { Where } from '../models/filters/where.ts';
import { requireGrant, type PermissionAction, type Permissions } from '../users/permissions.ts';
import { Job } from './job.entity.ts';
import { readJob, type JobKey, type JobRow } from './read-jobs.ts';
import { readModuleOf } from './read-module.ts';

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
  context: Pick<AppContext, 'database' | 'em'>,
  address: JobAddress,
  by: { readonly permissions: Permissions; readonly action: PermissionAction },
): Promise<JobRow> {
  const restriction = await requireGrant(by.permissions, by.action, 'extras.job');
  const job = await readJob(context.database.pool, keyOf(address));
  // Whoever may act upon some jobs only is told nothing of the others.
  if (!job) throw restriction ? missing(address) : await explainMissing(context, address);
  if (restriction && !(await fulfils(context, job.id, restriction))) throw missing(address);
  return job;
}

/** Whether the user may act so upon this very job. */
export async function mayActOnJob(
  context: Pick<AppContext, 'em'>,
  id: string,
  by: { readonly permissions: Permissions; readonly action: PermissionAction },
): Promise<boolean> {
  const grant = await by.permissions.grant(by.action, 'extras.job');
  if (grant?.objects !== 'some') return grant !== undefined;
  return fulfils(context, id, grant.where);
}

async function fulfils(context: Pick<AppContext, 'em'>, id: string, condition: Where): Promise<boolean> {
  const where = { $and: [{ id }, condition] } as FilterQuery<Job>;
  return (await context.em().count(Job, where)) > 0;
}

function keyOf(address: JobAddress): JobKey {
  if ('className' in address) {
    const classPath = `${address.source}/${address.module}/${address.className}`;
    if (classPath.includes('\0')) throw missing(address);
    return { classPath };
  }
  if (!isUuid(address.id)) throw missing(address);
  return { id: address.id };
}

/** Says that the module is broken, or which jobs have a name that is near. */
async function explainMissing(context: Pick<AppContext, 'database'>, address: JobAddress): Promise<NotFoundError> {
  if (!('className' in address)) return missing(address);
  const module = await readModuleOf(context.database.pool, address);
  if (module?.error) {
    const { code, message, file, line } = module.error;
    const place = file === undefined ? '' : ` (${file}${line === undefined ? '' : `:${line}`})`;
    return missing(address, `Its module is broken${place}: ${message} (${code})`);
  }
  return missing(address, suggestNames(address.className, module?.classNames ?? []).trim());
}

function missing(address: JobAddress, more = ''): NotFoundError {
  const name = 'id' in address ? address.id : `${address.source}/${address.module}/${address.className}`;
  return new NotFoundError(`There is no job ${name}.${more && ` ${more}`}`);
}
