import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Caller } from '../users/caller.ts';
import { digestKey, type KnownToken } from '../users/tokens.ts';

/** How long sessions last. */
export interface SessionLimits {
  /** A session that was not used for so long is over. */
  readonly idleMs: number;
  /** A session is over then, however much it is used. */
  readonly lifetimeMs: number;
}

export const defaultSessionLimits: SessionLimits = { idleMs: 12 * 3_600_000, lifetimeMs: 7 * 24 * 3_600_000 };

/** A key is changed when it is older than this and the UI asks who is signed in. */
const rotationAgeS = 3600;
/** For so long the key before still holds: requests that were under way when it was changed carry it. */
const rotationOverlapS = 60;
/** `last_seen` is written at most this often. */
const lastSeenPrecisionS = 60;

export interface SessionOrigin {
  readonly userId: string;
  /** The token that was signed in with, if any. */
  readonly tokenId?: string;
  /** Id of the identity provider that was signed in with, if any, and its word on who it is. */
  readonly provider?: string;
  readonly idToken?: string;
  readonly clientAddress: string;
  readonly userAgent: string;
}

/** A session's key: it is nowhere else. */
export interface SessionKey {
  readonly key: string;
  readonly expires: Date;
}

/** Who a session belongs to. */
export interface SessionCaller {
  readonly caller: Caller;
  readonly sessionId: string;
  readonly expires: Date;
  /** Old enough to be changed by {@link rotateSession}. */
  readonly isStale: boolean;
  /** The token that was signed in with: its networks hold for the session too. */
  readonly token: Pick<KnownToken, 'id' | 'prefix' | 'allowedNetworks'> | undefined;
}

/** Begins a session, and forgets those that are over. */
export async function createSession(pool: Pool, origin: SessionOrigin, limits: SessionLimits): Promise<SessionKey> {
  const key = randomBytes(32).toString('base64url');
  const { rows } = await pool.query<{ expiresMs: number }>(
    `with over as (
       delete from users_session
       where expires < now() or last_seen < now() - $7::float8 * interval '1 millisecond'
     )
     insert into users_session
       (id, created, last_updated, user_id, token_id, digest, rotated, last_seen, expires, client_address, user_agent,
        identity_provider, id_token)
     select $1::uuid, now(), now(), $2::uuid, $3::uuid, $4, now(), now(),
       least(now() + $6::float8 * interval '1 millisecond', (select expires from users_token where id = $3::uuid)), $5, $8,
       $9, $10
     returning ${epochMs('expires')}`,
    [
      uuidv7(),
      origin.userId,
      origin.tokenId ?? null,
      digestKey(key),
      origin.clientAddress.slice(0, 100),
      limits.lifetimeMs,
      limits.idleMs,
      origin.userAgent.slice(0, 300),
      origin.provider ?? null,
      origin.idToken ?? null,
    ],
  );
  const row = rows[0];
  if (!row) throw new Error('The session was not stored.');
  return { key, expires: new Date(row.expiresMs) };
}

/**
 * Who the key belongs to; undefined when the session is over, or its user or token is not valid any more. The database
 * is asked every time: a session that was ended is refused at once.
 */
export async function authenticateSession(
  pool: Pool,
  key: string,
  limits: SessionLimits,
): Promise<SessionCaller | undefined> {
  const { rows } = await pool.query<
    Caller & {
      sessionId: string;
      expiresMs: number;
      isStale: boolean;
      isUnseen: boolean;
      tokenId: string | null;
      prefix: string | null;
      allowedNetworks: readonly string[] | null;
    }
  >({
    name: 'authenticate_session',
    text: `
      select owner.id, owner.username, owner.email, owner.is_superuser as "isSuperuser",
        coalesce(token.write_enabled, true) as "writeEnabled",
        coalesce(token.expires is not null or cardinality(token.allowed_networks) > 0, false) as "isLimited",
        token.id as "tokenId", token.prefix, token.allowed_networks as "allowedNetworks",
        session.id as "sessionId", ${epochMs('session.expires')},
        session.digest = $1 and session.rotated < now() - interval '${rotationAgeS} seconds' as "isStale",
        session.last_seen < now() - interval '${lastSeenPrecisionS} seconds' as "isUnseen"
      from users_session as session
        join users_user as owner on owner.id = session.user_id
        left join users_token as token on token.id = session.token_id
      where (session.digest = $1
          or session.previous_digest = $1 and session.rotated > now() - interval '${rotationOverlapS} seconds')
        and session.expires > now()
        and session.last_seen > now() - $2::float8 * interval '1 millisecond'
        and owner.is_active
        and (token.expires is null or token.expires > now())`,
    values: [digestKey(key), limits.idleMs],
  });
  const row = rows[0];
  if (!row) return undefined;
  const { sessionId, expiresMs, isStale, isUnseen, tokenId, prefix, allowedNetworks, ...caller } = row;
  if (isUnseen) await pool.query('update users_session set last_seen = now() where id = $1', [sessionId]);
  const token =
    tokenId === null ? undefined : { id: tokenId, prefix: prefix ?? '', allowedNetworks: allowedNetworks ?? [] };
  return { caller, sessionId, expires: new Date(expiresMs), isStale, token };
}

/**
 * Gives a session another key.
 * @returns undefined when another request has just done so: that one carries the new key
 */
export async function rotateSession(pool: Pool, sessionId: string, key: string): Promise<string | undefined> {
  const next = randomBytes(32).toString('base64url');
  const { rowCount } = await pool.query(
    `update users_session set previous_digest = digest, digest = $3, rotated = now(), last_updated = now()
     where id = $1 and digest = $2`,
    [sessionId, digestKey(key), digestKey(next)],
  );
  return rowCount === 1 ? next : undefined;
}

/** How a session began that is over now. */
export interface EndedSession {
  /** Id of the identity provider; null: it was none. */
  readonly provider: string | null;
  readonly idToken: string | null;
}

/** @returns undefined when it was over already */
export async function endSession(pool: Pool, sessionId: string): Promise<EndedSession | undefined> {
  const { rows } = await pool.query<EndedSession>(
    'delete from users_session where id = $1 returning identity_provider as provider, id_token as "idToken"',
    [sessionId],
  );
  return rows[0];
}

/** Ends the session of a browser that begins another one. */
export async function endSessionOfKey(pool: Pool, key: string): Promise<void> {
  await pool.query('delete from users_session where digest = $1 or previous_digest = $1', [digestKey(key)]);
}

/** Ends all sessions of a user, but for one that is to stay. */
export async function endSessionsOf(pool: Pool, userId: string, keptSessionId?: string): Promise<void> {
  await pool.query('delete from users_session where user_id = $1 and id is distinct from $2', [
    userId,
    keptSessionId ?? null,
  ]);
}

/** The pool gives times as text; this one is wanted as a number. */
function epochMs(column: string): string {
  return `(extract(epoch from ${column}) * 1000)::float8 as "expiresMs"`;
}
