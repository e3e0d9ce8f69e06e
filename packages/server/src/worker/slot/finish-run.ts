import { channels } from '../../database/notifications.ts';
import { RunNotOursError } from '../../errors.ts';
import type { LogSummary } from '../../modules/job-results/job-result.entity.ts';
import type { FinalRunStatus } from '../../modules/job-results/run-status.ts';
import type { Query } from '../../registry/index.ts';
import type { PlainError } from '../../runtime/protocol.ts';
import { storableJson } from './storable-json.ts';

/** What is recorded of the changes of a run. */
export interface ChangeSummary {
  readonly count: number;
  readonly digest: string;
  /** What the change list says is in the database. */
  readonly committed: boolean;
}

/** The final state of a run. */
export interface RunResult extends ChangeSummary {
  readonly status: FinalRunStatus;
  readonly output: unknown;
  readonly error: PlainError | undefined;
  readonly logSummary: LogSummary;
}

/** This slot's hold on a run: its updates match only while the run is still this worker's. */
export interface RunHold {
  readonly id: string;
  readonly workerNumber: number;
}

const holdSql = `where id = $1 and status = 'running' and worker_id = $2 returning id`;

// One statement: the end of a run that changed nothing is one round trip and one transaction.
const endSql = `
with ended as (
  update extras_job_result set status = $3, completed = now(), last_updated = now(), output = $4::json, error = $5::jsonb,
    log_summary = $6::jsonb, change_count = $7, change_digest = $8, changes_committed = $9 ${holdSql}
), files as (
  delete from extras_uploaded_file where job_result_id in (select id from ended)
), input as (
  delete from extras_sensitive_input where job_result_id in (select id from ended)
)
select pg_notify('${channels.runOver}', id::text) from ended`;

/**
 * Gives a run its final status, removes what belonged to the run alone, and tells the watchers.
 * @throws {@link RunNotOursError} when the run was closed by somebody else meanwhile
 */
export async function writeResult(query: Query, hold: RunHold, result: RunResult): Promise<void> {
  const rows = await query(endSql, [
    hold.id,
    hold.workerNumber,
    result.status,
    result.output === null || result.output === undefined ? null : storableJson(result.output),
    result.error === undefined ? null : storableJson(result.error),
    storableJson(result.logSummary),
    result.count,
    result.digest,
    result.committed,
  ]);
  if (rows.length === 0) throw new RunNotOursError(hold.id);
}

/**
 * Records what `run` and the tests changed, while `postRun` is still to come.
 * @throws {@link RunNotOursError} when the run was closed by somebody else meanwhile
 */
export async function writeChangeSummary(query: Query, hold: RunHold, changes: ChangeSummary): Promise<void> {
  const rows = await query(
    `update extras_job_result set change_count = $3, change_digest = $4, changes_committed = $5, last_updated = now() ${holdSql}`,
    [hold.id, hold.workerNumber, changes.count, changes.digest, changes.committed],
  );
  if (rows.length === 0) throw new RunNotOursError(hold.id);
  await query('select pg_notify($1, $2)', [channels.run, hold.id]);
}
