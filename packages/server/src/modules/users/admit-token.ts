import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { queryOn } from '../../database/query.ts';
import { TokenNetworkError } from '../../errors.ts';
import { recordAuditEventSparsely, strangerOf } from '../audit/record-audit-event.ts';
import type { Caller } from './caller.ts';
import { isWithinNetworks } from './client-networks.ts';
import { findToken, noteTokenUse, type KnownToken } from './tokens.ts';

/**
 * Who the key of a request belongs to; undefined when it is unknown, has expired, or its user is not active.
 * @throws {@link TokenNetworkError} when the request comes from outside of the token's networks; the audit log has it then
 */
export async function admitToken(pool: Pool, key: string, request: FastifyRequest): Promise<Caller | undefined> {
  const token = await findToken(pool, key);
  if (!token) return undefined;
  await assertNetwork(pool, token, request);
  await noteTokenUse(pool, token);
  return token.caller;
}

/** @throws {@link TokenNetworkError} */
export async function assertNetwork(
  pool: Pool,
  token: Pick<KnownToken, 'id' | 'prefix' | 'allowedNetworks' | 'caller'>,
  request: FastifyRequest,
): Promise<void> {
  if (isWithinNetworks(token.allowedNetworks, request.ip)) return;
  const { id: userId, username } = token.caller;
  await recordAuditEventSparsely(queryOn(pool), {
    action: 'token.refused_network',
    outcome: 'refused',
    author: { ...strangerOf(request, username), userId },
    object: { type: 'users.token', id: token.id, display: token.prefix },
    details: { allowed_networks: token.allowedNetworks },
  });
  throw new TokenNetworkError();
}
