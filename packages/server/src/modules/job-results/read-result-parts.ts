import type { Pool } from 'pg';
import { isoSql } from '../../database/iso-sql.ts';
import type { LogLevel } from '../../runtime/protocol.ts';
import type { Page } from '../models/filters/parse-list-query.ts';
import { escapePattern } from '../models/filters/lookups.ts';
import type { ChangeAction, CascadedChange, FieldChange } from './change-entry.entity.ts';
import type { LogSummary } from './job-result.entity.ts';
import { logSummarySql } from './log-summary.ts';

/** Log entries and changes of a run, read as plain rows: there may be a hundred thousand of them. */

export interface LogEntryRow {
  readonly seq: number;
  /** ISO 8601, UTC, to the millisecond. */
  readonly time: string;
  readonly group: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly objectModel: string | null;
  readonly objectId: string | null;
  readonly objectDisplay: string | null;
}

export interface LogFilter {
  readonly levels?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
  /** Part of the message or of the object's display. */
  readonly text?: string | undefined;
  /** Only entries behind this sequence number. */
  readonly after?: number | undefined;
}

export interface ChangeEntryRow {
  readonly seq: number;
  readonly phase: 'run' | 'postRun';
  readonly action: ChangeAction;
  readonly model: string;
  readonly id: string;
  readonly display: string;
  readonly fields: Readonly<Record<string, FieldChange>>;
  readonly versionBefore: string | null;
  readonly cascades: readonly CascadedChange[] | null;
}

export interface ChangeFilter {
  readonly models?: readonly string[] | undefined;
  readonly actions?: readonly string[] | undefined;
  readonly phases?: readonly string[] | undefined;
  readonly objectIds?: readonly string[] | undefined;
  /** Part of the display, or of the fields' names and values. */
  readonly text?: string | undefined;
}

/** How many objects of a model a run created, updated or deleted. */
export interface ChangeSummaryRow {
  readonly model: string;
  readonly action: ChangeAction;
  readonly count: number;
}

const logColumns = `seq, ${isoSql('time')} as time, grouping as "group", level, message,
  object_model as "objectModel", object_id as "objectId", object_display as "objectDisplay"`;

/** SQL of what a filter lets through of a run's log; its parameters: {@link logConditionValues}. */
export const logCondition = `job_result_id = $1
    and ($2::text[] is null or level = any ($2))
    and ($3::text[] is null or grouping = any ($3))
    and ($4::text is null or message ilike $4 or object_display ilike $4)
    and seq > $5`;

export function logConditionValues(jobResultId: string, filter: LogFilter): unknown[] {
  const { levels, groups, text, after } = filter;
  return [jobResultId, levels ?? null, groups ?? null, asPattern(text), after ?? 0];
}

/** Entries behind a sequence number, in order. */
export async function readLogAfter(
  pool: Pool,
  jobResultId: string,
  range: { readonly after: number; readonly limit: number },
): Promise<readonly LogEntryRow[]> {
  const { rows } = await pool.query<LogEntryRow>({
    name: 'read_log_after',
    text: `select ${logColumns} from extras_log_entry where job_result_id = $1 and seq > $2 order by seq limit $3`,
    values: [jobResultId, range.after, range.limit],
  });
  return rows;
}

/** One page of a log. */
export async function readLogPage(
  pool: Pool,
  jobResultId: string,
  request: { readonly filter: LogFilter; readonly page: Page },
): Promise<{ readonly count: number; readonly rows: readonly LogEntryRow[] }> {
  const { filter, page } = request;
  const values = logConditionValues(jobResultId, filter);
  const counted = await pool.query<{ count: number }>(
    `select count(*)::int as count from extras_log_entry where ${logCondition}`,
    values,
  );
  const { rows } = await pool.query<LogEntryRow>(
    `select ${logColumns} from extras_log_entry where ${logCondition} order by seq limit $6 offset $7`,
    [...values, page.limit, page.offset],
  );
  return { count: counted.rows[0]?.count ?? 0, rows };
}

/** Counts per group and level: those that the run has stored at its end, or those of the entries so far. */
export async function readLogSummary(pool: Pool, jobResultId: string): Promise<LogSummary> {
  const { rows } = await pool.query<{ summary: LogSummary }>(
    `select coalesce(log_summary, ${logSummarySql('$1::uuid')}) as summary from extras_job_result where id = $1`,
    [jobResultId],
  );
  return rows[0]?.summary ?? { groups: [], total: 0 };
}

/** One page of a change list, with what the whole of it adds up to. */
export async function readChangePage(
  pool: Pool,
  jobResultId: string,
  request: { readonly filter: ChangeFilter; readonly page: Page },
): Promise<{
  readonly count: number;
  readonly rows: readonly ChangeEntryRow[];
  readonly summary: readonly ChangeSummaryRow[];
}> {
  const { filter, page } = request;
  const condition = `job_result_id = $1
    and ($2::text[] is null or model = any ($2))
    and ($3::text[] is null or action = any ($3))
    and ($4::text[] is null or phase = any ($4))
    and ($5::text[] is null or object_id = any ($5))
    and ($6::text is null or display ilike $6 or fields::text ilike $6)`;
  const values = [
    jobResultId,
    filter.models ?? null,
    filter.actions ?? null,
    filter.phases ?? null,
    filter.objectIds ?? null,
    asPattern(filter.text),
  ];
  const counted = await pool.query<{ count: number }>(
    `select count(*)::int as count from extras_change_entry where ${condition}`,
    values,
  );
  const { rows } = await pool.query<ChangeEntryRow>(
    `select seq, phase, action, model, object_id as id, display, fields, version_before as "versionBefore", cascades
     from extras_change_entry where ${condition} order by seq limit $7 offset $8`,
    [...values, page.limit, page.offset],
  );
  const summary = await pool.query<ChangeSummaryRow>(
    `select model, action, count(*)::int as count from extras_change_entry where job_result_id = $1
     group by model, action order by model, action`,
    [jobResultId],
  );
  return { count: counted.rows[0]?.count ?? 0, rows, summary: summary.rows };
}

function asPattern(text: string | undefined): string | null {
  const wanted = text?.trim().replaceAll('\0', '') ?? '';
  return wanted === '' ? null : `%${escapePattern(wanted)}%`;
}
