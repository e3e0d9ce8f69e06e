import type { Static } from '../../http/typebox.ts';
import type { AdministeredValues } from '../administration/administered-resource.ts';
import type { ScheduleChangeSchema } from './schedules.schemas.ts';
import type { ScheduledJob } from './scheduled-job.entity.ts';
import { nextTime, parseTiming, type Timing } from './timing.ts';

/** What a change sets: all that is not there stays. */
export interface ScheduleChanges extends Partial<Timing> {
  readonly name?: string;
  readonly enabled?: boolean;
  readonly nextRun?: Date | null;
}

/**
 * What a client's change of a schedule comes to, with its next run found anew.
 * @throws {@link InputInvalidError} by field
 */
export function changesOf(
  schedule: ScheduledJob,
  change: Static<typeof ScheduleChangeSchema>,
  now: Date,
): AdministeredValues & ScheduleChanges {
  const { name, enabled, ...timing } = change;
  const given = { ...(name === undefined ? {} : { name }), ...(enabled === undefined ? {} : { enabled }) };
  const isEnabled = enabled ?? schedule.enabled;
  if (Object.keys(timing).length === 0 && enabled !== true) return isEnabled ? given : { ...given, nextRun: null };
  const interval = timing.interval ?? schedule.interval;
  const parsed = parseTiming(
    {
      interval,
      crontab: timing.crontab ?? (interval === 'custom' ? (schedule.crontab ?? null) : null),
      start_time: timing.start_time === undefined ? (schedule.startTime?.toISOString() ?? null) : timing.start_time,
      time_zone: timing.time_zone ?? schedule.timeZone,
    },
    { now, startMayBePast: timing.start_time === undefined },
  );
  return { ...given, ...parsed, nextRun: isEnabled ? nextTime(parsed, now) : null };
}
