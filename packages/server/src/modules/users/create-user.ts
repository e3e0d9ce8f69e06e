import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { UserExistsError } from '../../errors/user.ts';
import { systemAuthor } from '../audit/record-audit-event.ts';
import { hashPassword } from './passwords.ts';

export interface UserOptions {
  /** 1 to 150 characters. */
  readonly username: string;
  readonly email?: string;
  /** @defaultValue none: the user has tokens only */
  readonly password?: string;
  /** @defaultValue false */
  readonly isSuperuser?: boolean;
}

export interface CreatedUser {
  readonly id: string;
  readonly username: string;
}

/**
 * Makes a user, on behalf of the platform itself, with its record in the audit log.
 * @throws {@link UserExistsError} when the name is taken
 */
export async function createUser(client: Pool | PoolClient, options: UserOptions): Promise<CreatedUser> {
  const id = uuidv7();
  const passwordHash = options.password === undefined ? null : await hashPassword(options.password);
  const { rowCount } = await client.query(
    `with added as (
       insert into users_user (id, created, last_updated, username, email, password_hash, is_superuser)
       values ($1, now(), now(), $2, $3, $4, $5) on conflict (username) do nothing
       returning id, username, is_superuser
     )
     insert into extras_audit_event
       (id, time, user_id, user_name, action, outcome, object_type, object_id, object_repr, details)
     select $6::uuid, now(), null, $7, 'user.created', 'success', 'users.user', id::text, username,
       jsonb_build_object('is_superuser', is_superuser)
     from added`,
    [
      id,
      options.username,
      options.email ?? '',
      passwordHash,
      options.isSuperuser ?? false,
      uuidv7(),
      systemAuthor.userName,
    ],
  );
  if (rowCount === 0) throw new UserExistsError(options.username);
  return { id, username: options.username };
}

/** Finds a user by name; undefined when there is none or it is not active. */
export async function findActiveUser(
  client: Pool | PoolClient,
  username: string,
): Promise<(CreatedUser & { readonly email: string; readonly isSuperuser: boolean }) | undefined> {
  const { rows } = await client.query<CreatedUser & { email: string; isSuperuser: boolean }>(
    `select id, username, email, is_superuser as "isSuperuser" from users_user where username = $1 and is_active`,
    [username],
  );
  return rows[0];
}
