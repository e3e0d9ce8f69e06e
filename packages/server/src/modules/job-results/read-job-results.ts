import type { Pool } from 'pg';
import type { PlainError, ProgressMessage } from '../../runtime/protocol.ts';
import { isoSql } from '../../database/iso-sql.ts';
import type { LogSummary } from './job-result.entity.ts';
import { logSummarySql } from './log-summary.ts';
import type { RunStatus } from './run-status.ts';

/** A run as REST shows it, read with one statement: every request for a run passes here. Times are ISO 8601 texts. */
export interface JobResultRow {
  readonly id: string;
  readonly created: string;
  readonly started: string | null;
  readonly completed: string | null;
  readonly durationMs: number | null;
  readonly jobId: string | null;
  readonly jobTitle: string | null;
  readonly jobPath: string;
  readonly jobName: string;
  readonly status: RunStatus;
  readonly commit: boolean;
  readonly readOnly: boolean;
  readonly userId: string | null;
  readonly userTitle: string | null;
  readonly userName: string;
  readonly requestId: string;
  readonly progress: ProgressMessage | null;
  readonly error: PlainError | null;
  readonly logSummary: LogSummary | null;
  readonly changeCount: number;
  readonly changeDigest: string | null;
  readonly changesCommitted: boolean;
  readonly bundleDigest: string | null;
  readonly gitCommit: string | null;
  readonly worker: number | null;
  readonly inputStored: boolean;
  readonly cancelRequested: string | null;
  readonly cancelRequestedByName: string | null;
}

/** With input and output, which may be large. */
export interface JobResultDetailRow extends JobResultRow {
  readonly input: Readonly<Record<string, unknown>>;
  readonly output: unknown;
  /** Requests to other systems. */
  readonly effectCount: number;
}

const columns = `
  r.id, ${isoSql('r.created')} as created, ${isoSql('r.started')} as started, ${isoSql('r.completed')} as completed,
  (extract(epoch from r.completed - r.started) * 1000)::int as "durationMs",
  job.id as "jobId", job.name as "jobTitle", r.job_path as "jobPath", r.job_name as "jobName",
  r.status, r.commit, r.read_only as "readOnly", owner.id as "userId", owner.username as "userTitle",
  r.user_name as "userName", r.request_id as "requestId", r.progress, r.error, r.log_summary as "logSummary",
  r.change_count as "changeCount", r.change_digest as "changeDigest", r.changes_committed as "changesCommitted",
  r.bundle_digest as "bundleDigest", r.git_commit as "gitCommit", r.worker_id as worker, r.input_stored as "inputStored",
  ${isoSql('r.cancel_requested')} as "cancelRequested", r.cancel_requested_by_name as "cancelRequestedByName"`;

const tables = jobResultTables('extras_job_result');

/** A run whole, as columns of {@link jobResultTables}. */
export const jobResultDetailColumns = `${columns}, r.input, r.output,
  (select count(*)::int from extras_effect where job_result_id = r.id) as "effectCount",
  case when r.status = 'running' then ${logSummarySql('r.id')} else r.log_summary end as "logSummary"`;

/** What the columns of a run are read from, given where its row is. */
export function jobResultTables(results: string): string {
  return `${results} as r
  left join extras_job as job on job.id = r.job_id
  left join users_user as owner on owner.id = r.user_id`;
}

/** Reads one run whole, with the counts of its log as they are now; undefined when there is none. */
export async function readJobResult(pool: Pool, id: string): Promise<JobResultDetailRow | undefined> {
  const { rows } = await pool.query<JobResultDetailRow>({
    name: 'read_job_result',
    text: `select ${jobResultDetailColumns} from ${tables} where r.id = $1`,
    values: [id],
  });
  return rows[0];
}

/** Reads runs as lists show them, in the order of their ids. */
export async function readJobResults(pool: Pool, ids: readonly string[]): Promise<readonly JobResultRow[]> {
  if (ids.length === 0) return [];
  const { rows } = await pool.query<JobResultRow>({
    name: 'read_job_results',
    text: `select ${columns} from ${tables} where r.id = any ($1::uuid[])`,
    values: [ids],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
