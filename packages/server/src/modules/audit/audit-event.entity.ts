import { defineEntity, p } from '@mikro-orm/core';
import { v7 as uuidv7 } from 'uuid';

/** What is recorded. The part before the point is what it is about. */
export const auditActions = [
  'sign_in.succeeded',
  'sign_in.refused',
  'sign_in.throttled',
  'sign_out',
  'password.changed',
  'identity.linked',
  'token.created',
  'token.revoked',
  'token.refused_network',
  'user.created',
  'user.changed',
  'user.deleted',
  'group.created',
  'group.changed',
  'group.deleted',
  'permission.created',
  'permission.changed',
  'permission.deleted',
  'secret.created',
  'secret.changed',
  'secret.deleted',
  'repository.created',
  'repository.changed',
  'repository.deleted',
  'sync.requested',
  'schedule.created',
  'schedule.changed',
  'schedule.deleted',
  'run.requested',
  'run.refused',
] as const;
export type AuditAction = (typeof auditActions)[number];

export const auditOutcomes = ['success', 'refused'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/**
 * Something that concerns who may do what, or did: kept as it was. The database refuses to change or delete rows, so
 * nothing in them refers to rows that may be deleted.
 */
const AuditEventSchema = defineEntity({
  name: 'AuditEvent',
  tableName: 'extras_audit_event',
  indexes: [
    { properties: ['time'] },
    { properties: ['action', 'time'] },
    { name: 'extras_audit_event_user_index', properties: ['userId', 'time'] },
    { name: 'extras_audit_event_object_index', properties: ['objectType', 'objectId', 'time'] },
  ],
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => uuidv7()),
    time: p.datetime(3),
    /** Null: nobody who is known, or the platform itself. */
    userId: p.uuid().nullable(),
    /** As it was then; of a sign-in that was refused the name that was given. */
    userName: p.string().length(150).default(''),
    action: p.string().length(50).$type<AuditAction>(),
    outcome: p.string().length(20).$type<AuditOutcome>(),
    /** Label of the model: `users.user`; empty when it is about no object. */
    objectType: p.string().length(200).default(''),
    objectId: p.string().length(100).default(''),
    objectRepr: p.string().length(500).default(''),
    /** Null: it was no request. */
    requestId: p.uuid().nullable().index(),
    clientAddress: p.string().length(100).default(''),
    /** More, by action: `fields` with values before and after, `code` of a refusal. No secrets. */
    details: p.json<Readonly<Record<string, unknown>>>(),
  },
});

export class AuditEvent extends AuditEventSchema.class {}
AuditEventSchema.setClass(AuditEvent);
