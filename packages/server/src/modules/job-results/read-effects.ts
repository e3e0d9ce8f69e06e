import type { Pool } from 'pg';
import { isoSql } from '../../database/iso-sql.ts';
import { escapePattern } from '../models/filters/lookups.ts';
import type { Page } from '../models/filters/parse-list-query.ts';

/** A request to another system, read as a plain row. */
export interface EffectRow {
  readonly seq: number;
  readonly phase: 'run' | 'postRun';
  /** ISO 8601, UTC, to the millisecond. */
  readonly time: string;
  readonly method: string;
  readonly url: string;
  readonly headerNames: readonly string[];
  readonly sent: boolean;
  readonly status: number | null;
  readonly requestBytes: number;
  readonly responseBytes: number | null;
  readonly durationMs: number | null;
  readonly error: string | null;
}

export interface EffectFilter {
  readonly sent?: boolean | undefined;
  readonly methods?: readonly string[] | undefined;
  /** Part of the URL. */
  readonly text?: string | undefined;
}

export interface EffectSummary {
  readonly sent: number;
  readonly not_sent: number;
}

const columns = `seq, phase, ${isoSql('time')} as time, method, url, header_names as "headerNames", sent, status,
  request_bytes as "requestBytes", response_bytes as "responseBytes", duration_ms as "durationMs", error`;

/** One page of the effects of a run, with what all of them add up to. */
export async function readEffectPage(
  pool: Pool,
  jobResultId: string,
  request: { readonly filter: EffectFilter; readonly page: Page },
): Promise<{ readonly count: number; readonly rows: readonly EffectRow[]; readonly summary: EffectSummary }> {
  const { filter, page } = request;
  const condition = `job_result_id = $1
    and ($2::boolean is null or sent = $2)
    and ($3::text[] is null or method = any ($3))
    and ($4::text is null or url ilike $4)`;
  const text = filter.text?.trim().replaceAll('\0', '') ?? '';
  const pattern = text === '' ? null : `%${escapePattern(text)}%`;
  const values = [jobResultId, filter.sent ?? null, filter.methods ?? null, pattern];
  const counted = await pool.query<{ count: number }>(
    `select count(*)::int as count from extras_effect where ${condition}`,
    values,
  );
  const { rows } = await pool.query<EffectRow>(
    `select ${columns} from extras_effect where ${condition} order by seq limit $5 offset $6`,
    [...values, page.limit, page.offset],
  );
  const summary = await pool.query<EffectSummary>(
    `select (count(*) filter (where sent))::int as sent, (count(*) filter (where not sent))::int as not_sent
     from extras_effect where job_result_id = $1`,
    [jobResultId],
  );
  return { count: counted.rows[0]?.count ?? 0, rows, summary: summary.rows[0] ?? { sent: 0, not_sent: 0 } };
}
