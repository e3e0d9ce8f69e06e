import type { Pool } from 'pg';
import type { LogLevel } from '../../runtime/protocol.ts';
import { logCondition, logConditionValues, type LogFilter } from './read-result-parts.ts';
import { isFinal, type RunStatus } from './run-status.ts';

/** What a method of a run has logged so far. */
export interface LogGroup {
  readonly group: string;
  /** Entries of each level that occurs, those of `log` and `logDebug` among them. */
  readonly counts: Readonly<Partial<Record<LogLevel, number>>>;
  /** Entries that the filter lets through. */
  readonly matching: number;
}

export interface LogGroups {
  /** The run is over: this is all that there will be. */
  readonly complete: boolean;
  /** Sequence number of the last entry that is counted; 0: there is none. */
  readonly lastSeq: number;
  /** In order of first appearance. */
  readonly groups: readonly LogGroup[];
}

/** Counts a log by method and level: what a list needs to know before it has any of the entries. */
export async function readLogGroups(pool: Pool, jobResultId: string, filter: LogFilter): Promise<LogGroups> {
  // The status is read before the entries: when it is final, the entries that are counted are all there are.
  const run = await pool.query<{ status: RunStatus }>('select status from extras_job_result where id = $1', [
    jobResultId,
  ]);
  const status = run.rows[0]?.status;
  const { rows } = await pool.query<CountRow>(
    `select grouping as "group", level, count(*)::int as count, count(*) filter (where ${logCondition})::int as matching,
       min(seq) as first, max(seq) as last
     from extras_log_entry where job_result_id = $1 group by grouping, level order by first`,
    logConditionValues(jobResultId, filter),
  );
  const groups = new Map<string, LogGroup>();
  for (const { group, level, count, matching } of rows) {
    const before = groups.get(group);
    groups.set(group, {
      group,
      counts: { ...before?.counts, [level]: count },
      matching: (before?.matching ?? 0) + matching,
    });
  }
  return {
    complete: status === undefined || isFinal(status),
    lastSeq: rows.reduce((last, row) => Math.max(last, row.last), 0),
    groups: [...groups.values()],
  };
}

interface CountRow {
  readonly group: string;
  readonly level: LogLevel;
  readonly count: number;
  readonly matching: number;
  readonly last: number;
}
