import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { syncLockFamily } from '../../database/advisory-locks.ts';
import { inTransaction } from '../../database/in-transaction.ts';
import { channels } from '../../database/notifications.ts';
import { queryOn } from '../../database/query.ts';
import type { RequestData } from '../../runtime/protocol.ts';
import { recordAuditEvent } from '../audit/record-audit-event.ts';
import { sourceSlugOf } from './git-repository.entity.ts';

/** Task of the queue that syncs a repository. Its payload is `{ "id": <id of the job result> }`. */
export const syncTaskName = 'sync_repository';

/** Task of the queue that removes what servers keep of a repository. Its payload is a repository's URL and credentials. */
export const removeTaskName = 'remove_repository';

export interface SyncRequest {
  readonly repository: { readonly id: string; readonly slug: string; readonly name: string };
  readonly request: RequestData;
}

/**
 * Asks for a sync: a job result and an entry of the queue, in one transaction. While one waits, no second one is made.
 * @returns id of the job result
 */
export async function requestSync(pool: Pool, { repository, request }: SyncRequest): Promise<string> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock($1, hashtext($2))', [syncLockFamily, repository.id]);
    return (await findWaiting(client, repository.slug)) ?? insert(client, { repository, request });
  });
}

async function findWaiting(client: PoolClient, slug: string): Promise<string | undefined> {
  const { rows } = await client.query<{ id: string }>(
    `select id from extras_job_result where kind = 'sync' and status = 'pending' and job_path = $1 limit 1`,
    [sourceSlugOf({ slug })],
  );
  return rows[0]?.id;
}

async function insert(client: PoolClient, { repository, request }: SyncRequest): Promise<string> {
  const id = uuidv7();
  const { user } = request;
  await client.query(
    `insert into extras_job_result
       (id, created, last_updated, kind, job_path, job_name, status, commit, read_only, input, input_stored,
        user_id, user_name, request_id, request)
     values ($1, now(), now(), 'sync', $2, $3, 'pending', false, true, $4, false,
       (select id from users_user where id::text = $5), $6, $7, $8)`,
    [
      id,
      sourceSlugOf(repository),
      `Sync ${repository.name}`,
      JSON.stringify({ repository: repository.id }),
      user.id,
      user.username,
      request.id,
      JSON.stringify(request),
    ],
  );
  await client.query(
    `update extras_git_repository set last_sync_requested = now(), last_result_id = $2 where id = $1`,
    [repository.id, id],
  );
  await recordAuditEvent(queryOn(client), {
    action: 'sync.requested',
    author: {
      userId: user.id === '' ? null : user.id,
      userName: user.username,
      requestId: request.id,
      clientAddress: request.clientIp ?? '',
    },
    object: { type: 'extras.gitrepository', id: repository.id, display: repository.name },
    details: { job_result: id },
  });
  await client.query(
    `select graphile_worker.add_job($1, json_build_object('id', $2::text), job_key := $2::text), pg_notify($3, $2::text)`,
    [syncTaskName, id, channels.run],
  );
  return id;
}

/** Asks for the syncs whose time has come. However many servers ask, each is asked for once. */
export async function requestDueSyncs(pool: Pool): Promise<void> {
  const { rows } = await pool.query<SyncRequest['repository']>(
    `update extras_git_repository set last_sync_requested = now()
     where enabled and last_sync_requested + sync_interval_s * interval '1 second' < now()
     returning id, slug, name`,
  );
  for (const repository of rows) await requestSync(pool, { repository, request: systemRequest('system (interval)') });
}

/** A request that no user made. */
export function systemRequest(username: string): RequestData {
  return {
    id: uuidv7(),
    user: { id: '', username, email: '', isSuperuser: false },
    headers: {},
    origin: 'schedule',
  };
}
