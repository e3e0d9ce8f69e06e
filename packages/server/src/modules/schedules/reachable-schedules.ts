import type { FilterQuery } from '@mikro-orm/core';
import type { Caller } from '../users/caller.ts';
import type { PermissionAction, Permissions } from '../users/permissions.ts';
import type { ScheduledJob } from './scheduled-job.entity.ts';

/** Who wants to do something with schedules. */
interface Asker {
  readonly permissions: Permissions;
  readonly caller: Caller;
}

/** The schedules that somebody may act upon: their own, and those that a permission opens. */
export async function reachableSchedules(asker: Asker, action: PermissionAction): Promise<FilterQuery<ScheduledJob>> {
  const grant = await asker.permissions.grant(action, 'extras.scheduledjob');
  if (grant?.objects === 'all') return {};
  const own = { user: asker.caller.id } as FilterQuery<ScheduledJob>;
  return grant ? { $or: [own, grant.where] } : own;
}
