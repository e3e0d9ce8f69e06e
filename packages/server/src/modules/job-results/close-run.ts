import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { channels } from '../../database/notifications.ts';
import { logSummarySql } from './log-summary.ts';

/** How the platform ends a run that does not end itself: its slot was killed, its worker died, somebody canceled it. */
export interface RunClosure {
  readonly jobResultId: string;
  readonly status: 'errored' | 'canceled';
  /** Stable code and sentence: they become the error of the result and its last log entry. */
  readonly code: string;
  readonly message: string;
  /** Only a run that is in this state is closed. */
  readonly from: { readonly status: 'pending' } | { readonly status: 'running'; readonly workerNumber: number };
}

/**
 * Gives a run its final status, adds the reason to its log, adds up the log and removes what belonged to the run alone.
 * Waits for a transaction of the run that is just committing, and then leaves the run as that transaction ended it.
 * @returns false when the run was not in the given state, so nothing was done
 */
export async function closeRun(pool: Pool, closure: RunClosure): Promise<boolean> {
  return inTransaction(pool, (client) => closeInTransaction(client, closure));
}

async function closeInTransaction(client: PoolClient, closure: RunClosure): Promise<boolean> {
  const { jobResultId: id, from } = closure;
  const { rows } = await client.query<{ committed: boolean }>(
    `update extras_job_result set status = $2, completed = now(), last_updated = now()
     where id = $1 and status = $3 and ($4::int is null or worker_id = $4)
     returning changes_committed as committed`,
    [id, closure.status, from.status, from.status === 'running' ? from.workerNumber : null],
  );
  const row = rows[0];
  if (!row) return false;
  const message = row.committed ? `${closure.message} What run() had committed before stays.` : closure.message;
  await client.query(
    `insert into extras_log_entry (job_result_id, seq, time, grouping, level, message)
     select $1, coalesce(max(seq), 0) + 1, now(),
       coalesce((array_agg(grouping order by seq desc))[1], 'initialization'), $3, $2
     from extras_log_entry where job_result_id = $1`,
    [id, message, closure.status === 'canceled' ? 'warning' : 'failure'],
  );
  const error = { name: closure.status === 'canceled' ? 'Canceled' : 'Interrupted', message, code: closure.code };
  await client.query(`update extras_job_result set log_summary = ${logSummarySql('$1')}, error = $2 where id = $1`, [
    id,
    JSON.stringify(error),
  ]);
  await removeBelongings(client, id);
  await client.query('select pg_notify($1, $2)', [channels.runOver, id]);
  return true;
}

/** Removes uploads and sensitive input of a run that is over. Part of the transaction that ends it. */
async function removeBelongings(client: PoolClient | Pool, jobResultId: string): Promise<void> {
  await client.query('delete from extras_uploaded_file where job_result_id = $1', [jobResultId]);
  await client.query('delete from extras_sensitive_input where job_result_id = $1', [jobResultId]);
}
