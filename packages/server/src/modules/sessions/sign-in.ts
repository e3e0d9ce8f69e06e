import type { FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { SignInRefusedError, TokenNetworkError } from '../../errors.ts';
import { assertNetwork } from '../users/admit-token.ts';
import { unusableHash, verifyPassword } from '../users/passwords.ts';
import { findToken } from '../users/tokens.ts';
import type { SessionOrigin } from './sessions.ts';
import type { SignInThrottle } from './sign-in-throttle.ts';

export type Credentials =
  | { readonly username: string; readonly password: string }
  /** A token's key. */
  | { readonly token: string };

type Identity = Pick<SessionOrigin, 'userId' | 'tokenId'> & { readonly username: string };

/**
 * Who the credentials belong to.
 * @throws {@link SignInRefusedError} in the same words whatever is wrong with them
 * @throws {@link SignInThrottledError} when too many attempts have failed lately
 */
export async function checkCredentials(
  pool: Pool,
  credentials: Credentials,
  context: { readonly throttle: SignInThrottle; readonly request: FastifyRequest },
): Promise<Identity> {
  const username = 'username' in credentials ? credentials.username : undefined;
  const attempt = { username, clientAddress: context.request.ip };
  await context.throttle.admit(attempt);
  const identity =
    'token' in credentials
      ? await byToken(pool, credentials.token, context.request)
      : await byPassword(pool, credentials);
  if (!identity) throw new SignInRefusedError();
  await context.throttle.recordSuccess(attempt);
  await pool.query('update users_user set last_login = now() where id = $1', [identity.userId]);
  return identity;
}

async function byPassword(
  pool: Pool,
  { username, password }: { readonly username: string; readonly password: string },
): Promise<Identity | undefined> {
  const { rows } = await pool.query<{ id: string; hash: string | null; active: boolean }>(
    'select id, password_hash as hash, is_active as active from users_user where username = $1',
    [username],
  );
  const user = rows[0];
  const isRight = await verifyPassword(password, user?.hash ?? unusableHash);
  return user?.active === true && user.hash !== null && isRight ? { userId: user.id, username } : undefined;
}

/** In the same words as for an unknown token when it is used from outside of its networks; the audit log has the reason. */
async function byToken(pool: Pool, key: string, request: FastifyRequest): Promise<Identity | undefined> {
  const token = await findToken(pool, key);
  if (!token) return undefined;
  const isAdmitted = await assertNetwork(pool, token, request).then(
    () => true,
    (error: unknown) => {
      if (error instanceof TokenNetworkError) return false;
      throw error;
    },
  );
  return isAdmitted ? { userId: token.caller.id, tokenId: token.id, username: token.caller.username } : undefined;
}
