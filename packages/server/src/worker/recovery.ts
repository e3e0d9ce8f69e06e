import { setTimeout as delay } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { advisoryLockKeys } from '../database/advisory-locks.ts';
import { closeRun } from '../modules/job-results/close-run.ts';
import { syncTaskName } from '../modules/git-repositories/request-sync.ts';
import { runTaskName } from '../modules/job-results/submit-run.ts';
import { workerIsAliveSql } from '../modules/workers/live-workers.ts';
import { slotApplicationPattern } from './slot-port.ts';

/** Pause between two looks, in milliseconds. A dead worker's runs are closed within this and a moment. */
const recoveryIntervalMs = 3000;
/** How long the connections of dead slots get to end, in milliseconds. */
const terminationTimeoutMs = 5000;

export interface RecoveryLogger {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Cleans up after workers that died, now and again every few seconds. Any process may do it for all; they take turns.
 * Disposing of it ends it.
 */
export function startRecovery(pool: Pool, logger: RecoveryLogger): AsyncDisposable {
  const ending = new AbortController();
  const loop = (async () => {
    while (!ending.signal.aborted) {
      try {
        for (const number of await recoverDeadWorkers(pool)) {
          logger.warn({ worker: number }, 'A worker died; its runs were closed and its queue entries released.');
        }
      } catch (error) {
        logger.error({ err: error }, 'Cleaning up after dead workers failed; it will be tried again.');
      }
      await delay(recoveryIntervalMs, undefined, { signal: ending.signal, ref: false }).catch(() => undefined);
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await loop;
    },
  };
}

/**
 * Looks once for workers that died: ends the connections of their slots, closes the runs that they had begun as
 * `errored`, releases what they had taken from the queue, and puts pending runs that the queue lost back into it.
 * Does nothing while another process does the same.
 * @returns numbers of the workers found dead
 */
export async function recoverDeadWorkers(pool: Pool): Promise<readonly number[]> {
  const client = await pool.connect();
  try {
    const { rows } = await client.query<{ locked: boolean }>('select pg_try_advisory_lock($1, $2) as locked', [
      ...advisoryLockKeys.recovery,
    ]);
    if (rows[0]?.locked !== true) return [];
    try {
      return await recoverLocked(client, pool);
    } finally {
      await client.query('select pg_advisory_unlock($1, $2)', [...advisoryLockKeys.recovery]);
    }
  } finally {
    client.release();
  }
}

async function recoverLocked(client: PoolClient, pool: Pool): Promise<readonly number[]> {
  const { rows: dead } = await client.query<{ number: number }>(
    `select number from extras_worker as worker where stopped is null and not ${workerIsAliveSql}`,
  );
  for (const { number } of dead) {
    await terminateSlotConnections(client, number);
    await closeRunsOf(client, pool, number);
    await client.query('update extras_worker set stopped = now() where number = $1', [number]);
  }
  await closeRunsOfStoppedWorkers(client, pool);
  await releaseQueue(client);
  await requeuePendingRuns(client);
  await removeStaleUploads(client);
  await forgetOldWorkers(client);
  return dead.map(({ number }) => number);
}

/** A slot may outlive its worker for a moment: what it has not committed yet must not be committed any more. */
async function terminateSlotConnections(client: PoolClient, workerNumber: number): Promise<void> {
  await client.query(
    `select pg_terminate_backend(pid, $2) from pg_stat_activity
     where datname = current_database() and application_name like $1`,
    [slotApplicationPattern(workerNumber), terminationTimeoutMs],
  );
}

async function closeRunsOf(client: PoolClient, pool: Pool, workerNumber: number): Promise<void> {
  const { rows } = await client.query<{ id: string }>(
    `select id from extras_job_result where status = 'running' and worker_id = $1`,
    [workerNumber],
  );
  for (const { id } of rows) {
    await closeRun(pool, {
      jobResultId: id,
      status: 'errored',
      code: 'JOBWRIGHT_WORKER_DIED',
      message: 'The worker process died during the run. Nothing of the run that was not committed is in the database.',
      from: { status: 'running', workerNumber },
    });
  }
}

/** A worker that stopped in order leaves no running run; one that lost its database while stopping may have. */
async function closeRunsOfStoppedWorkers(client: PoolClient, pool: Pool): Promise<void> {
  const { rows } = await client.query<{ number: number }>(
    `select distinct worker.number from extras_worker as worker
     join extras_job_result as result on result.worker_id = worker.number
     where result.status = 'running' and worker.stopped is not null and not ${workerIsAliveSql}`,
  );
  for (const { number } of rows) {
    await terminateSlotConnections(client, number);
    await closeRunsOf(client, pool, number);
  }
}

/** Gives back what is locked in the queue by nobody who lives. Every run's claim makes a second delivery harmless. */
async function releaseQueue(client: PoolClient): Promise<void> {
  await client.query(
    `select graphile_worker.force_unlock_workers(array_agg(distinct locked_by))
     from graphile_worker.jobs as job
     where locked_by is not null and not exists (
       select from extras_worker as worker where worker.queue_pool = job.locked_by and worker.stopped is null)
     having count(*) > 0`,
  );
}

/** A run that waits for another one of its singleton job has no entry, until that one is over. */
async function requeuePendingRuns(client: PoolClient): Promise<void> {
  await client.query(
    `select graphile_worker.add_job(
       case result.kind when 'sync' then $2 else $1 end, json_build_object('id', result.id), job_key := result.id::text)
     from extras_job_result as result
     where result.status = 'pending'
       and not exists (
         select from graphile_worker.jobs as entry
         where entry.key = result.id::text and entry.attempts < entry.max_attempts)
       and not (result.singleton and exists (
         select from extras_job_result as other
         where other.job_id = result.job_id and other.singleton and other.status = 'running'))`,
    [runTaskName, syncTaskName],
  );
}

/** Uploads of runs that never came, and of runs that are over. */
async function removeStaleUploads(client: PoolClient): Promise<void> {
  await client.query(
    `delete from extras_uploaded_file as file
     where (job_result_id is null and created < now() - interval '1 hour') or exists (
       select from extras_job_result as result
       where result.id = file.job_result_id and result.status not in ('pending', 'running'))`,
  );
}

/** Every start of a worker leaves a row; results keep what they show of it for a month. */
async function forgetOldWorkers(client: PoolClient): Promise<void> {
  await client.query(`delete from extras_worker where stopped < now() - interval '30 days'`);
}
