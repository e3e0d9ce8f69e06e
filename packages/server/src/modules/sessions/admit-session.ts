import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { assertNetwork } from '../users/admit-token.ts';
import { authenticateSession, type SessionCaller, type SessionLimits } from './sessions.ts';

/**
 * Who the session of a request belongs to; undefined when it is over.
 * @throws {@link TokenNetworkError} when it began with a token that may not be used from where the request comes from
 */
export async function admitSession(
  pool: Pool,
  { key, request, limits }: { readonly key: string; readonly request: FastifyRequest; readonly limits: SessionLimits },
): Promise<SessionCaller | undefined> {
  const found = await authenticateSession(pool, key, limits);
  if (found?.token) await assertNetwork(pool, { ...found.token, caller: found.caller }, request);
  return found;
}
