import { createHash, randomBytes } from 'node:crypto';
import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { systemAuthor, type AuditAuthor } from '../audit/record-audit-event.ts';
import type { Caller } from './caller.ts';

/** Characters of a key that are kept for people to recognise it by. */
const prefixLength = 8;
/** `last_used` is written at most this often, in seconds: it tells whether a token is in use, not when. */
const lastUsedPrecisionS = 60;

export interface TokenOptions {
  readonly userId: string;
  readonly description?: string;
  /** @defaultValue true */
  readonly writeEnabled?: boolean;
  /** @defaultValue never */
  readonly expires?: Date;
  /** Networks and addresses that it may be used from. @defaultValue anywhere */
  readonly allowedNetworks?: readonly string[];
  /** A key that the caller has chosen. @defaultValue 256 bits of randomness */
  readonly key?: string;
  /** Who makes it, for the audit log. @defaultValue the platform itself */
  readonly author?: AuditAuthor;
}

export interface CreatedToken {
  readonly id: string;
  /** The key itself. It is nowhere else: show it once. */
  readonly key: string;
  readonly prefix: string;
}

/** Makes a token, with its record in the audit log. Only a digest of its key is stored. */
export async function createToken(client: Pool | PoolClient, options: TokenOptions): Promise<CreatedToken> {
  const id = uuidv7();
  const key = options.key ?? `jw_${randomBytes(32).toString('base64url')}`;
  const prefix = key.slice(0, prefixLength);
  const author = options.author ?? systemAuthor;
  await client.query(
    `with token as (
       insert into users_token
         (id, created, last_updated, user_id, prefix, digest, description, write_enabled, expires, allowed_networks)
       values ($1, now(), now(), $2, $3, $4, $5, $6, $7, $13)
       returning id, user_id, prefix, write_enabled, expires, allowed_networks
     )
     insert into extras_audit_event
       (id, time, user_id, user_name, action, outcome, object_type, object_id, object_repr, request_id, client_address,
        details)
     select $8::uuid, now(), $9::uuid, $10, 'token.created', 'success', 'users.token', id::text, prefix, $11::uuid, $12,
       jsonb_build_object('user', user_id, 'write_enabled', write_enabled, 'expires', expires,
         'allowed_networks', allowed_networks)
     from token`,
    [
      id,
      options.userId,
      prefix,
      digestKey(key),
      options.description ?? '',
      options.writeEnabled ?? true,
      options.expires ?? null,
      uuidv7(),
      author.userId,
      author.userName,
      author.requestId,
      author.clientAddress,
      options.allowedNetworks ?? [],
    ],
  );
  return { id, key, prefix };
}

/** A token that is valid, wherever it is used from. */
export interface KnownToken {
  readonly id: string;
  readonly prefix: string;
  readonly caller: Caller;
  readonly allowedNetworks: readonly string[];
  /** Its last use was noted so long ago that it should be noted again. */
  readonly isStale: boolean;
}

/**
 * Finds the token of a key; undefined when it is unknown, has expired, or its user is not active.
 * The database is asked every time: a token that was taken away is refused at once.
 */
export async function findToken(pool: Pool, key: string): Promise<KnownToken | undefined> {
  const { rows } = await pool.query<Caller & { tokenId: string } & Omit<KnownToken, 'id' | 'caller'>>({
    name: 'authenticate_token',
    text: `
      select owner.id, owner.username, owner.email, owner.is_superuser as "isSuperuser",
        token.write_enabled as "writeEnabled", token.id as "tokenId", token.prefix,
        (token.expires is not null or cardinality(token.allowed_networks) > 0) as "isLimited",
        token.allowed_networks as "allowedNetworks",
        (token.last_used is null or token.last_used < now() - interval '${lastUsedPrecisionS} seconds') as "isStale"
      from users_token as token join users_user as owner on owner.id = token.user_id
      where token.digest = $1 and owner.is_active and (token.expires is null or token.expires > now())`,
    values: [digestKey(key)],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { tokenId, prefix, allowedNetworks, isStale, ...caller } = row;
  return { id: tokenId, prefix, caller, allowedNetworks, isStale };
}

/** Notes that a token is in use. */
export async function noteTokenUse(pool: Pool, { id, isStale }: KnownToken): Promise<void> {
  if (isStale) await pool.query('update users_token set last_used = now() where id = $1', [id]);
}

/** Who the key belongs to, for the platform's own use of it: from no network. @returns undefined when it is not valid */
export async function authenticateToken(pool: Pool, key: string): Promise<Caller | undefined> {
  const token = await findToken(pool, key);
  if (token) await noteTokenUse(pool, token);
  return token?.caller;
}

/** What is stored of a key. A plain hash is enough for 256 bits of randomness: nobody can go through them. */
export function digestKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
