import type { Pool } from 'pg';
import { channels } from '../../database/notifications.ts';
import { RunFinishedError } from '../../errors/request.ts';
import { RunNotFoundError } from '../../errors/run.ts';
import { closeRun } from './close-run.ts';
import type { RunStatus } from './run-status.ts';

/** Who wants a run to be canceled. */
export interface Canceler {
  /** Absent for the platform itself. */
  readonly id?: string;
  readonly username: string;
}

/**
 * Cancels a run and records who did, and when. A pending run is canceled at once; a running one is told to its worker,
 * which stops it within a few seconds: watch its status.
 * @throws {@link RunNotFoundError}
 * @throws {@link RunFinishedError} when it is over
 */
export async function cancelRun(pool: Pool, jobResultId: string, by: Canceler): Promise<void> {
  const { rows } = await pool.query<{ status: RunStatus }>(
    `update extras_job_result set last_updated = now(), cancel_requested = coalesce(cancel_requested, now()),
       cancel_requested_by_id = case when cancel_requested is null then $2::uuid else cancel_requested_by_id end,
       cancel_requested_by_name = coalesce(cancel_requested_by_name, $3)
     where id = $1 and status in ('pending', 'running') returning status`,
    [jobResultId, by.id ?? null, by.username],
  );
  const row = rows[0];
  if (!row) return refuse(pool, jobResultId);
  const wasPending = await closeRun(pool, {
    jobResultId,
    status: 'canceled',
    code: 'JOBWRIGHT_RUN_CANCELED',
    message: `Canceled by ${by.username} before it started.`,
    from: { status: 'pending' },
  });
  if (wasPending) await pool.query('select graphile_worker.remove_job($1)', [jobResultId]);
  else await pool.query('select pg_notify($1, $2), pg_notify($3, $2)', [channels.cancel, jobResultId, channels.run]);
}

async function refuse(pool: Pool, jobResultId: string): Promise<never> {
  const { rows } = await pool.query<{ status: RunStatus }>('select status from extras_job_result where id = $1', [
    jobResultId,
  ]);
  const row = rows[0];
  throw row ? new RunFinishedError(row.status) : new RunNotFoundError(jobResultId);
}
