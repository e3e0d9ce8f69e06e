import { randomUUIDv7 } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { Query } from '../../database/query.ts';
import type { AuditAction, AuditOutcome } from './audit-event.entity.ts';

/** Who did something, and from where. */
export interface AuditAuthor {
  /** Null: nobody who is known, or the platform itself. */
  readonly userId: string | null;
  readonly userName: string;
  /** Null: it was no request. */
  readonly requestId: string | null;
  readonly clientAddress: string;
}

/** What the command line and a start of the platform do. */
export const systemAuthor: AuditAuthor = { userId: null, userName: 'system', requestId: null, clientAddress: '' };

/** What happened. */
export interface AuditRecord {
  readonly action: AuditAction;
  /** @defaultValue `'success'` */
  readonly outcome?: AuditOutcome;
  readonly author: AuditAuthor;
  readonly object?: { readonly type: string; readonly id: string; readonly display: string };
  /** Must hold no secrets. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Events that strangers can cause are recorded at most so often for each of them. */
const sparsePrecisionS = 60;

const insert = `
insert into extras_audit_event
  (id, time, user_id, user_name, action, outcome, object_type, object_id, object_repr, request_id, client_address, details)
select $1::uuid, now(), $2::uuid, $3::text, $4::text, $5, $6::text, $7::text, $8, $9::uuid, $10::text, $11::jsonb`;

const unlessJustRecorded = `
where not exists (
  select from extras_audit_event
  where action = $4 and time > now() - interval '${sparsePrecisionS} seconds'
    and object_type = $6 and object_id = $7 and user_name = $3 and client_address = $10
)`;

/** Adds an event. What it is about and the event belong into one transaction, where there is one. */
export async function recordAuditEvent(query: Query, record: AuditRecord): Promise<void> {
  await query(insert, parametersOf(record));
}

/** Adds an event unless one like it was added within the last minute: nobody shall fill the log by asking often. */
export async function recordAuditEventSparsely(query: Query, record: AuditRecord): Promise<void> {
  await query(insert + unlessJustRecorded, parametersOf(record));
}

/** The user of an authenticated request. */
export function authorOf(request: FastifyRequest): AuditAuthor & { readonly requestId: string } {
  const { caller } = request;
  return { ...strangerOf(request, caller.username), userId: caller.id, requestId: request.id };
}

/** Somebody who says to be `name`. */
export function strangerOf(request: FastifyRequest, name: string): AuditAuthor {
  return { userId: null, userName: name, requestId: request.id, clientAddress: request.ip };
}

function parametersOf({ action, outcome = 'success', author, object, details = {} }: AuditRecord): readonly unknown[] {
  return [
    randomUUIDv7(),
    author.userId,
    withoutNull(author.userName).slice(0, 150),
    action,
    outcome,
    object?.type ?? '',
    object?.id.slice(0, 100) ?? '',
    withoutNull(object?.display ?? '').slice(0, 500),
    author.requestId,
    author.clientAddress.slice(0, 100),
    JSON.stringify(details),
  ];
}

/** PostgreSQL keeps no null characters, and strangers may send any. */
function withoutNull(text: string): string {
  return text.replaceAll('\0', '');
}
