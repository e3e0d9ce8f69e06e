import type { Change } from '../../runtime/host/data/changes/change.ts';
import type { Query } from '../../registry/index.ts';
import { recordChanges } from '../object-changes/record-changes.ts';
import type { AuditAction } from './audit-event.entity.ts';
import { recordAuditEvent, type AuditAuthor } from './record-audit-event.ts';

/** What the audit log calls the kinds of objects that are administered. */
export type AuditSubject = 'user' | 'group' | 'permission' | 'secret' | 'repository' | 'schedule';

const verbs = { create: 'created', update: 'changed', delete: 'deleted' } as const;

/**
 * Records a change of what decides who may do what: as a change of an object, and in the audit log, which also keeps
 * where it came from and can only grow. Must run in the transaction of the change.
 */
export async function recordAdministration(
  query: Query,
  subject: AuditSubject,
  { change, author }: { readonly change: Omit<Change, 'seq'>; readonly author: AuditAuthor & { requestId: string } },
): Promise<void> {
  if (change.action === 'update' && Object.keys(change.fields).length === 0) return;
  await recordChanges(query, [{ seq: 1, ...change }], author);
  const action: AuditAction = `${subject}.${verbs[change.action]}`;
  const object = { type: change.model, id: change.id, display: change.display };
  await recordAuditEvent(query, { action, author, object, details: { fields: change.fields } });
}
