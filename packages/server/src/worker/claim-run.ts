import type { Pool } from 'pg';
import { limitsOfJob, type RunLimits } from '../config/run-limits.ts';
import { channels } from '../database/notifications.ts';
import { SecretUnreadableError } from '../errors.ts';
import type { SecretBox } from '../modules/secrets/secret-box.ts';
import type { RunAssignment } from './slot-port.ts';

const claimSql = `
with claimed as (
  update extras_job_result
  set status = 'running', started = now(), last_updated = now(), worker_id = $2
  where id = $1 and kind = 'run' and status = 'pending' and cancel_requested is null
  returning id, job_id, job_path, singleton
)
select claimed.job_id as "jobId", claimed.singleton, job.descriptor ->> 'softTimeLimitMs' as "softTimeLimitMs", job.descriptor ->> 'timeLimitMs' as "timeLimitMs",
  (select json_object_agg(secret.name, json_build_array(secret.id, encode(secret.sealed_value, 'base64')))
   from extras_secret secret where exists (
     select from unnest(secret.jobs) as pattern
     where pattern = claimed.job_path or (right(pattern, 1) = '*' and starts_with(claimed.job_path, left(pattern, -1))))) as secrets,
  pg_notify('${channels.run}', claimed.id::text)
from claimed left join extras_job as job on job.id = claimed.job_id`;

const uniqueViolation = '23505';

/** A run that is ours now. */
export interface ClaimedRun {
  readonly assignment: RunAssignment;
  /** Set for a singleton job: its next run is to be put into the queue when this one is over. */
  readonly singletonJobId?: string;
}

interface ClaimedRow {
  readonly jobId: string | null;
  readonly singleton: boolean;
  readonly softTimeLimitMs: string | null;
  readonly timeLimitMs: string | null;
  /** Id and sealed value by name. */
  readonly secrets: Readonly<Record<string, readonly [id: string, sealed: string]>> | null;
}

/**
 * Makes a pending run this worker's and marks it running. However often the queue delivers a run, and to whomever,
 * it is claimed once.
 * @returns undefined when it is not pending any more, or when it has to wait for another run of its singleton job,
 *   whose end puts it back into the queue
 */
export async function claimRun(
  pool: Pool,
  jobResultId: string,
  worker: { readonly number: number; readonly limits: RunLimits; readonly secretBox: SecretBox },
): Promise<ClaimedRun | undefined> {
  const row = await claim(pool, jobResultId, worker.number);
  if (!row) return undefined;
  const limits = limitsOfJob(worker.limits, {
    ...(row.softTimeLimitMs === null ? {} : { softTimeLimitMs: Number(row.softTimeLimitMs) }),
    ...(row.timeLimitMs === null ? {} : { timeLimitMs: Number(row.timeLimitMs) }),
  });
  return {
    assignment: { jobResultId, workerNumber: worker.number, limits, secrets: openSecrets(row, worker.secretBox) },
    ...(row.singleton && row.jobId !== null ? { singletonJobId: row.jobId } : {}),
  };
}

/** Null: it cannot be decrypted. */
function openSecrets({ secrets }: ClaimedRow, box: SecretBox): Record<string, string | null> {
  return Object.fromEntries(
    Object.entries(secrets ?? {}).map(([name, [id, sealed]]) => {
      try {
        return [name, box.open(Buffer.from(sealed, 'base64'), id)];
      } catch (error) {
        if (error instanceof SecretUnreadableError) return [name, null];
        throw error;
      }
    }),
  );
}

async function claim(pool: Pool, jobResultId: string, workerNumber: number): Promise<ClaimedRow | undefined> {
  try {
    const { rows } = await pool.query<ClaimedRow>({
      name: 'claim_run',
      text: claimSql,
      values: [jobResultId, workerNumber],
    });
    return rows[0];
  } catch (error) {
    if ((error as { code?: string }).code === uniqueViolation) return undefined;
    throw error;
  }
}
