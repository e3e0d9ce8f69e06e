import type { Pool, PoolClient } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { inTransaction } from '../../database/in-transaction.ts';
import { channels } from '../../database/notifications.ts';
import { WorkerUnavailableError } from '../../errors/request.ts';
import { JobAlreadyRunningError, UploadedFileUnavailableError } from '../../errors/run.ts';
import type { RequestData } from '../../runtime/protocol.ts';
import { jobResultDetailColumns, jobResultTables, type JobResultDetailRow } from './read-job-results.ts';
import { liveWorkerSql } from '../workers/live-workers.ts';

/** Task of the queue that executes runs. Its payload is `{ "id": <id of the job result> }`. */
export const runTaskName = 'run';

const noWorkerWarning = 'No worker is running: the run stays pending until one is started ("jobwright worker").';

/** What has to be known of the job that is to run. */
export interface SubmittedJob {
  readonly id: string;
  readonly classPath: string;
  readonly name: string;
  readonly readOnly: boolean;
  readonly bundleDigest: string;
  readonly gitCommit?: string | null;
  /** Two runs of it never run at the same time. */
  readonly singleton: boolean;
  readonly onConflict: 'queue' | 'refuse';
}

/** A run that somebody asks for. Everything in it has been validated. */
export interface RunSubmission {
  readonly job: SubmittedJob;
  /** In stored form: objects by id, files by id. Without sensitive values. */
  readonly input: Readonly<Record<string, unknown>>;
  /** Sensitive values: kept apart, and only until the run starts. */
  readonly sensitiveInput?: Readonly<Record<string, unknown>>;
  readonly commit: boolean;
  readonly user: { readonly id: string; readonly username: string };
  readonly request: RequestData;
  /** Uploaded files of the user that belong to the run from now on. */
  readonly fileIds?: readonly string[];
  /** True: refuse when nothing takes runs. @defaultValue false: it waits */
  readonly requireWorker?: boolean;
}

export interface SubmittedRun {
  readonly id: string;
  /** The run as it was put into the queue. */
  readonly result: JobResultDetailRow;
  /** For people, when nothing takes runs at the moment. */
  readonly warning?: string;
}

/**
 * Records a run, in the audit log too, and puts it into the queue, in one transaction: there is never one without the
 * other.
 * @throws {@link JobAlreadyRunningError} when the job allows one run and refuses a second one
 * @throws {@link WorkerUnavailableError} when `requireWorker` is set and no worker is alive
 * @throws {@link UploadedFileUnavailableError} when a file cannot become the run's
 */
export async function submitRun(pool: Pool, submission: RunSubmission): Promise<SubmittedRun> {
  if (submission.requireWorker === true && !(await hasLiveWorker(pool))) throw new WorkerUnavailableError();
  const needsTransaction = refusesSecondRun(submission.job) || (submission.fileIds ?? []).length > 0;
  return needsTransaction
    ? inTransaction(pool, (client) => submitRunIn(client, submission))
    : insertRun(pool, submission);
}

/**
 * As {@link submitRun}, within a transaction that somebody else began.
 * @throws {@link JobAlreadyRunningError}
 * @throws {@link UploadedFileUnavailableError}
 */
export async function submitRunIn(client: PoolClient, submission: RunSubmission): Promise<SubmittedRun> {
  if (refusesSecondRun(submission.job)) await refuseSecondRun(client, submission.job);
  return insertRun(client, submission);
}

function refusesSecondRun({ singleton, onConflict }: SubmittedJob): boolean {
  return singleton && onConflict === 'refuse';
}

/** Whether any process takes runs at the moment. */
export async function hasLiveWorker(pool: Pool): Promise<boolean> {
  const { rows } = await pool.query<{ alive: boolean }>(`select exists (${liveWorkerSql}) as alive`);
  return rows[0]?.alive === true;
}

// One statement is one transaction and one round trip.
const insertRunSql = `
with result as (
  insert into extras_job_result
    (id, created, last_updated, job_id, job_path, job_name, status, commit, read_only, singleton, input, input_stored,
     user_id, user_name, request_id, request, bundle_digest, git_commit)
  values ($1, now(), now(), $2, $3, $4, 'pending', $5, $6, $16, $7, $8::jsonb is null, $9, $10, $11, $12, $13, $14)
  returning *
), audited as (
  insert into extras_audit_event
    (id, time, user_id, user_name, action, outcome, object_type, object_id, object_repr, request_id, client_address,
     details)
  select $17::uuid, now(), user_id, user_name, 'run.requested', 'success', 'extras.job', job_id::text, job_path,
    request_id, coalesce(request ->> 'clientIp', ''), jsonb_build_object('job_result', id, 'commit', commit)
  from result
), sensitive as (
  insert into extras_sensitive_input (job_result_id, input) select id, $8::jsonb from result where $8::jsonb is not null
), files as (
  update extras_uploaded_file set job_result_id = (select id from result), last_updated = now()
  where id = any ($15::uuid[]) and job_result_id is null and user_id = $9
  returning id
), queued as (
  select graphile_worker.add_job('${runTaskName}', json_build_object('id', id), job_key := id::text)
  from result
)
select ${jobResultDetailColumns}, (select count(*)::int from queued) as queued, (select count(*)::int from files) as files,
  exists (${liveWorkerSql}) as alive, pg_notify('${channels.run}', $1::text)
from ${jobResultTables('result')}`;

async function insertRun(client: Pool | PoolClient, submission: RunSubmission): Promise<SubmittedRun> {
  const { job, user, request } = submission;
  const id = uuidv7();
  const fileIds = [...new Set(submission.fileIds)];
  const { rows } = await client.query<JobResultDetailRow & { files: number; alive: boolean }>({
    name: 'submit_run',
    text: insertRunSql,
    values: [
      id,
      job.id,
      job.classPath,
      job.name,
      submission.commit && !job.readOnly,
      job.readOnly,
      JSON.stringify(submission.input),
      submission.sensitiveInput ? JSON.stringify(submission.sensitiveInput) : null,
      user.id,
      user.username,
      request.id,
      JSON.stringify(request),
      job.bundleDigest,
      job.gitCommit ?? null,
      fileIds,
      job.singleton,
      uuidv7(),
    ],
  });
  const row = rows[0];
  if (row?.files !== fileIds.length) throw new UploadedFileUnavailableError();
  return { id, result: row, ...(row.alive ? {} : { warning: noWorkerWarning }) };
}

async function refuseSecondRun(client: PoolClient, job: SubmittedJob): Promise<void> {
  await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [job.id]);
  const { rows } = await client.query<{ id: string }>(
    `select id from extras_job_result where job_id = $1 and status in ('pending', 'running') limit 1`,
    [job.id],
  );
  const other = rows[0];
  if (other) throw new JobAlreadyRunningError(job.classPath, other.id);
}

/** Puts the oldest pending run of a singleton job into the queue again: it may have come up while another one ran. */
export async function enqueueNextSingletonRun(pool: Pool, jobId: string): Promise<void> {
  await pool.query(
    `select graphile_worker.add_job('${runTaskName}', json_build_object('id', id), job_key := id::text)
     from (
       select id from extras_job_result
       where job_id = $1 and status = 'pending' and singleton order by created, id limit 1
     ) as next`,
    [jobId],
  );
}
