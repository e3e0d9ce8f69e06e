import type { EntityManager } from '@mikro-orm/postgresql';
import { ObjectChange } from '../object-changes/object-change.entity.ts';
import type { Caller } from '../users/caller.ts';
import { Job } from './job.entity.ts';

/** Switches a job on or off, with its audit record, in one transaction. */
export async function setJobEnabled(
  em: EntityManager,
  id: string,
  change: { readonly enabled: boolean; readonly caller: Caller; readonly requestId: string },
): Promise<void> {
  const job = await em.findOneOrFail(Job, id, { fields: ['name', 'enabled', 'lastUpdated'] });
  if (job.enabled === change.enabled) return;
  em.create(ObjectChange, {
    user: change.caller.id,
    userName: change.caller.username,
    requestId: change.requestId,
    action: 'update',
    changedObjectType: 'extras.job',
    changedObjectId: id,
    objectRepr: job.name.slice(0, 500),
    fields: { enabled: { before: job.enabled, after: change.enabled } },
  } as never);
  job.enabled = change.enabled;
  await em.flush();
}
