import type { FilterQuery } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { JobResult } from './job-result.entity.ts';
import type { RunStatus } from './run-status.ts';

/** Runs that were asked for within one part of the time. */
export interface TimelineBucket {
  /** Position of the part, from 0. */
  readonly index: number;
  readonly counts: Readonly<Partial<Record<RunStatus, number>>>;
  /** Of the runs that are over; null when none is. */
  readonly medianDurationMs: number | null;
  readonly maxDurationMs: number | null;
}

/** A span of time in equal parts. */
export interface TimelineSpan {
  readonly from: Date;
  readonly to: Date;
  readonly buckets: number;
}

interface TimelineRow {
  readonly index: number;
  readonly counts: Readonly<Partial<Record<RunStatus, number>>>;
  readonly median: number | null;
  readonly max: number | null;
}

/**
 * What runs of a span of time came to. Only rows of that span are read, by the index of their time of creation,
 * whatever the length of the history. Parts without runs are left out.
 * @param visible - whose runs count; undefined: all
 */
export async function readTimeline(
  em: EntityManager,
  span: TimelineSpan,
  visible: FilterQuery<JobResult> | undefined,
): Promise<readonly TimelineBucket[]> {
  const within = { created: { $gte: span.from, $lt: span.to } } as FilterQuery<JobResult>;
  const where = { $and: [within, ...(visible ? [visible] : [])] } as FilterQuery<JobResult>;
  const { sql, params } = em
    .createQueryBuilder(JobResult, 'r')
    .select('id')
    .where(where as never)
    .toQuery();
  const rows = await em.execute<TimelineRow[]>(
    `with runs as (
       select width_bucket(extract(epoch from created), ?, ?, ?) - 1 as index, status,
         (extract(epoch from completed - started) * 1000)::float8 as duration
       from extras_job_result where id in (${sql})
     ), durations as (
       select index, percentile_cont(0.5) within group (order by duration)::int as median, max(duration)::int as max
       from runs group by index
     ), counts as (
       select index, json_object_agg(status, count) as counts
       from (select index, status, count(*)::int as count from runs group by index, status) as by_status group by index
     )
     select index, counts, median, max from counts join durations using (index) order by index`,
    [span.from.getTime() / 1000, span.to.getTime() / 1000, span.buckets, ...params],
  );
  return rows.map(({ index, counts, median, max }) => ({
    index,
    counts,
    medianDurationMs: median,
    maxDurationMs: max,
  }));
}
