import type { Static } from '../../http/typebox.ts';
import type { ScheduleChangeSchema } from './schedules.schemas.ts';
import type { ScheduledJob } from './scheduled-job.entity.ts';
import { nextTime, parseTiming } from './timing.ts';

/**
 * Changes a schedule as a client asks, and finds its next run anew.
 * @throws {@link InputInvalidError} by field
 */
export function changeSchedule(schedule: ScheduledJob, change: Static<typeof ScheduleChangeSchema>, now: Date): void {
  const { name, enabled, ...timing } = change;
  if (name !== undefined) schedule.name = name;
  if (enabled !== undefined) schedule.enabled = enabled;
  if (Object.keys(timing).length === 0 && enabled !== true) {
    if (!schedule.enabled) schedule.nextRun = null;
    return;
  }
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
  Object.assign(schedule, parsed);
  schedule.nextRun = schedule.enabled ? nextTime(parsed, now) : null;
}
