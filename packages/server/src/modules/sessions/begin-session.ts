import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { queryOn } from '../../database/query.ts';
import { recordAuditEvent, strangerOf } from '../audit/record-audit-event.ts';
import { sessionCookie } from './session-cookie.ts';
import { createSession, endSessionOfKey, type SessionLimits, type SessionOrigin } from './sessions.ts';

export interface SessionBeginning {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly limits: SessionLimits;
  readonly identity: Pick<SessionOrigin, 'userId' | 'tokenId' | 'provider' | 'idToken'> & { readonly username: string };
  /** How somebody signed in, for the audit log. */
  readonly details: Readonly<Record<string, unknown>>;
}

/**
 * Begins a session for somebody who has shown who he is, and gives its key to the browser. The key is always a new one, and
 * the session that the browser had before ends: nothing that was there before the sign-in leads into it.
 */
export async function beginSession(pool: Pool, beginning: SessionBeginning): Promise<void> {
  const { details, identity, limits, reply, request } = beginning;
  const { username, ...origin } = identity;
  const previousKey = sessionCookie.read(request);
  if (previousKey !== undefined) await endSessionOfKey(pool, previousKey);
  const userAgent = request.headers['user-agent'] ?? '';
  const session = await createSession(pool, { ...origin, clientAddress: request.ip, userAgent }, limits);
  const author = { ...strangerOf(request, username), userId: identity.userId };
  await recordAuditEvent(queryOn(pool), { action: 'sign_in.succeeded', author, details });
  sessionCookie.set(request, reply, session);
}
