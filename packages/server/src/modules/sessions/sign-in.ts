import type { Pool } from 'pg';
import { SignInRefusedError } from '../../errors.ts';
import { unusableHash, verifyPassword } from '../users/passwords.ts';
import { digestKey } from '../users/tokens.ts';
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
  context: { readonly throttle: SignInThrottle; readonly clientAddress: string },
): Promise<Identity> {
  const username = 'username' in credentials ? credentials.username : undefined;
  const attempt = { username, clientAddress: context.clientAddress };
  await context.throttle.assertAllowed(attempt);
  const identity =
    'token' in credentials ? await byToken(pool, credentials.token) : await byPassword(pool, credentials);
  if (!identity) {
    await context.throttle.recordFailure(attempt);
    throw new SignInRefusedError();
  }
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

async function byToken(pool: Pool, key: string): Promise<Identity | undefined> {
  const { rows } = await pool.query<{ tokenId: string; userId: string; username: string }>(
    `select token.id as "tokenId", owner.id as "userId", owner.username
     from users_token as token join users_user as owner on owner.id = token.user_id
     where token.digest = $1 and owner.is_active and (token.expires is null or token.expires > now())`,
    [digestKey(key)],
  );
  return rows[0];
}
