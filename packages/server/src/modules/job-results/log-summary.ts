import type { LogEntryMessage } from '../../runtime/protocol.ts';
import type { LogGroupSummary, LogSummary } from './job-result.entity.ts';

/** Levels that count: those of the methods that take an object. */
const countedLevels = ['success', 'info', 'warning', 'failure'] as const;
type CountedLevel = (typeof countedLevels)[number];

/** Adds up a log while it is written. */
export interface LogSummaryBuilder {
  readonly hasFailure: boolean;
  add(entry: Pick<LogEntryMessage, 'group' | 'level'>): void;
  toJSON(): LogSummary;
}

/** Starts an empty summary. Groups appear in order of their first entry, of whatever level. */
export function createLogSummary(): LogSummaryBuilder {
  const groups = new Map<string, Record<CountedLevel, number>>();
  let hasFailure = false;
  return {
    get hasFailure() {
      return hasFailure;
    },
    add: ({ group, level }) => {
      const counts = groups.get(group) ?? { success: 0, info: 0, warning: 0, failure: 0 };
      groups.set(group, counts);
      if (isCounted(level)) counts[level] += 1;
      if (level === 'failure') hasFailure = true;
    },
    toJSON: () => {
      const list = [...groups].map(([group, counts]): LogGroupSummary => ({ group, ...counts }));
      const total = list.reduce(
        (sum, { success, info, warning, failure }) => sum + success + info + warning + failure,
        0,
      );
      return { groups: list, total };
    },
  };
}

/**
 * SQL of the same summary, from stored entries of the run whose id is the expression given: for runs that can no
 * longer count themselves.
 */
export function logSummarySql(jobResultId: string): string {
  const counts = countedLevels.map((level) => `count(*) filter (where level = '${level}') as "${level}"`).join(', ');
  const pairs = countedLevels.map((level) => `'${level}', "${level}"`).join(', ');
  const sum = countedLevels.map((level) => `"${level}"`).join(' + ');
  return `(
  select jsonb_build_object(
    'groups', coalesce(jsonb_agg(jsonb_build_object('group', grouping, ${pairs}) order by first), '[]'),
    'total', coalesce(sum(${sum}), 0))
  from (
    select grouping, min(seq) as first, ${counts} from extras_log_entry where job_result_id = ${jobResultId} group by grouping
  ) as groups)`;
}

function isCounted(level: string): level is CountedLevel {
  return (countedLevels as readonly string[]).includes(level);
}
