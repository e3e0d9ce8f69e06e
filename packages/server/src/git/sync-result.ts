import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { channels } from '../database/notifications.ts';
import { sourceSlugOf } from '../modules/git-repositories/git-repository.entity.ts';
import { closeRun } from '../modules/job-results/close-run.ts';
import type { LogSummary } from '../modules/job-results/job-result.entity.ts';

/**
 * Makes a pending sync this worker's. However often the queue delivers it, it is claimed once.
 * @returns id of the repository; undefined when the sync is not pending any more
 */
export async function claimSync(pool: Pool, jobResultId: string, workerNumber: number): Promise<string | undefined> {
  const { rows } = await pool.query<{ repository: string }>(
    `with claimed as (
       update extras_job_result set status = 'running', started = now(), last_updated = now(), worker_id = $2
       where id = $1 and kind = 'sync' and status = 'pending' and cancel_requested is null
       returning id, input ->> 'repository' as repository
     )
     select repository, pg_notify('${channels.run}', id::text) from claimed`,
    [jobResultId, workerNumber],
  );
  return rows[0]?.repository;
}

/** How a sync ended. */
export interface SyncEnd {
  readonly jobResultId: string;
  readonly workerNumber: number;
  readonly repositoryId: string;
  /** Absent when the repository was gone before its sync began. */
  readonly slug?: string;
  readonly status: 'completed' | 'failed' | 'errored';
  readonly logSummary: LogSummary;
  readonly output: unknown;
  readonly error?: { readonly name: string; readonly code: string; readonly message: string };
  /** The commit that the repository's jobs are of now; absent when none was reached. */
  readonly commit?: string;
}

/**
 * Writes the end of a sync and what the repository is at now, in one transaction. Should the repository have been deleted
 * or disabled while it was synced, the jobs that the sync brought are taken back.
 */
export async function finishSync(pool: Pool, end: SyncEnd): Promise<void> {
  await inTransaction(pool, (client) => write(client, end));
}

async function write(client: PoolClient, end: SyncEnd): Promise<void> {
  await client.query(
    `update extras_job_result
     set status = $3, completed = now(), last_updated = now(), log_summary = $4, output = $5, error = $6, git_commit = $7
     where id = $1 and worker_id = $2 and status = 'running'`,
    [
      end.jobResultId,
      end.workerNumber,
      end.status,
      JSON.stringify(end.logSummary),
      end.output === undefined ? null : JSON.stringify(end.output),
      end.error ? JSON.stringify(end.error) : null,
      end.commit ?? null,
    ],
  );
  // Whoever deletes or disables the repository holds its row: this comes before all of that, or behind it.
  const { rows } = await client.query<{ enabled: boolean }>(
    `update extras_git_repository
     set last_updated = now(), last_problem = $2, current_commit = coalesce($3, current_commit),
       last_synced = case when $3::text is null then last_synced else now() end
     where id = $1
     returning enabled`,
    [
      end.repositoryId,
      end.error ? JSON.stringify({ code: end.error.code, message: end.error.message }) : null,
      end.commit ?? null,
    ],
  );
  if (rows[0]?.enabled !== true && end.slug !== undefined) await uninstallJobs(client, end.slug);
  await client.query('select pg_notify($1, $2)', [channels.runOver, end.jobResultId]);
}

/** Unless there is another repository of that slug by now: the next sync of that one puts right what is listed. */
async function uninstallJobs(client: PoolClient, slug: string): Promise<void> {
  await client.query(
    `with gone as (
       update extras_job_module set installed = false, source_digest = null
       where slug = $1 and not exists (select from extras_git_repository where slug = $2 and enabled)
       returning id
     )
     update extras_job set installed = false where module_id in (select id from gone)`,
    [sourceSlugOf({ slug }), slug],
  );
}

/** Ends a sync that was canceled. */
export async function cancelSync(pool: Pool, sync: Pick<SyncEnd, 'jobResultId' | 'workerNumber'>): Promise<void> {
  const { rows } = await pool.query<{ name: string | null }>(
    'select cancel_requested_by_name as name from extras_job_result where id = $1',
    [sync.jobResultId],
  );
  await closeRun(pool, {
    jobResultId: sync.jobResultId,
    status: 'canceled',
    code: 'JOBWRIGHT_RUN_CANCELED',
    message: `Canceled by ${rows[0]?.name ?? 'system'}. The jobs stay as they were.`,
    from: { status: 'running', workerNumber: sync.workerNumber },
  });
}
