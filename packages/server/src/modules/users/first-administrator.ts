import type { Pool, PoolClient } from 'pg';
import { advisoryLockKeys } from '../../database/advisory-locks.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { createUser } from './create-user.ts';
import { createToken, digestKey } from './tokens.ts';

const administratorName = 'admin';
const tokenDescription = 'First administrator';

export interface FirstAdministrator {
  readonly username: string;
  /** Key of a token that was made just now; undefined when there was one already, whose key nobody knows but its owner. */
  readonly newKey?: string;
}

/**
 * Makes sure that somebody can use the platform: without any superuser it makes `admin`, with a token.
 * @param givenKey key that the administrator's token shall have (`superuserToken` of the configuration). If no token has
 *   it yet, one is added, also when administrators exist: automation can always rely on it.
 */
export async function ensureFirstAdministrator(pool: Pool, givenKey?: string): Promise<FirstAdministrator> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, $2)', [...advisoryLockKeys.firstAdministrator]);
    return ensureLocked(client, givenKey);
  });
}

async function ensureLocked(client: PoolClient, givenKey: string | undefined): Promise<FirstAdministrator> {
  const { rows } = await client.query<{ id: string; username: string }>(
    'select id, username from users_user where is_superuser and is_active order by created, id limit 1',
  );
  const existing = rows[0];
  const owner = existing ?? (await createUser(client, { username: administratorName, isSuperuser: true }));
  const needsToken = givenKey === undefined ? !existing : !(await hasToken(client, givenKey));
  if (!needsToken) return { username: owner.username };
  const { key } = await createToken(client, {
    userId: owner.id,
    description: tokenDescription,
    ...(givenKey === undefined ? {} : { key: givenKey }),
  });
  return { username: owner.username, newKey: key };
}

async function hasToken(client: PoolClient, key: string): Promise<boolean> {
  const { rowCount } = await client.query('select from users_token where digest = $1', [digestKey(key)]);
  return rowCount === 1;
}
