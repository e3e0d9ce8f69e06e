import { Cron, CronDate } from 'croner';
import { InputInvalidError, type FieldProblems } from '../../errors.ts';
import type { ScheduleInterval } from './scheduled-job.entity.ts';

/** When runs are due. */
export interface Timing {
  readonly interval: ScheduleInterval;
  readonly crontab: string | null;
  readonly startTime: Date | null;
  readonly timeZone: string;
}

/** A timing as a client gives it. */
export interface GivenTiming {
  readonly interval: ScheduleInterval;
  readonly crontab?: string | null;
  readonly start_time?: string | null;
  readonly time_zone?: string;
}

/** Zone of schedules that name none. */
export const defaultTimeZone = 'UTC';

const pastProblem = 'The start time must be in the future.';
const secondMs = 1000;
const timePattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * Reads a timing. It has a run after `now`.
 * @throws {@link InputInvalidError} by field: `start_time`, `crontab`, `time_zone`
 */
export function parseTiming(
  given: GivenTiming,
  { now, startMayBePast = false }: { readonly now: Date; readonly startMayBePast?: boolean },
): Timing {
  const { interval, time_zone: timeZone = defaultTimeZone } = given;
  const zoneProblem = findZoneProblem(timeZone);
  if (zoneProblem !== undefined) throw new InputInvalidError({ time_zone: [zoneProblem] });
  const startTime = typeof given.start_time === 'string' ? readTime(given.start_time, timeZone) : null;
  const problems: FieldProblems = {
    ...problemOf('crontab', findCrontabProblem(interval, given.crontab)),
    ...problemOf('start_time', findStartProblem(interval, startTime, startMayBePast ? undefined : now)),
  };
  if (startTime === undefined || Object.keys(problems).length > 0) throw new InputInvalidError(problems);
  const crontab = interval === 'custom' ? (given.crontab ?? '').trim() : null;
  const timing: Timing = { interval, crontab, startTime, timeZone };
  if (nextTime(timing, now) === null) {
    const [field, problem] =
      interval === 'custom' ? ['crontab', 'No time ever fits this crontab.'] : ['start_time', pastProblem];
    throw new InputInvalidError({ [field]: [problem] });
  }
  return timing;
}

/**
 * The first time after `after` at which a run is due; null when there is none.
 *
 * The clock of the zone counts: a daily run at 10:00 stays at 10:00 when the clocks change. One whose time of day does not
 * exist that day runs at the first time that does; one whose time comes twice runs at the first of the two.
 */
export function nextTime(timing: Timing, after: Date): Date | null {
  const { interval, startTime, timeZone } = timing;
  if (interval === 'future') return startTime !== null && startTime > after ? startTime : null;
  return new Cron(patternOf(timing), {
    ...(interval === 'custom' ? { mode: '5-part' } : { mode: '6-part' }),
    paused: true,
    timezone: timeZone,
    ...(startTime === null ? {} : { startAt: startTime }),
  }).nextRun(after);
}

function patternOf({ interval, crontab, startTime, timeZone }: Timing): string {
  if (interval === 'custom') return crontab ?? '';
  const { second, minute, hour, weekday } = clockOf(startTime ?? new Date(0), timeZone);
  const time = `${second} ${minute} ${interval === 'hourly' ? '*' : hour}`;
  return `${time} * * ${interval === 'weekly' ? weekday : '*'}`;
}

/** What the clocks of a zone show. */
function clockOf(time: Date, timeZone: string): Readonly<Record<'second' | 'minute' | 'hour' | 'weekday', string>> {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    weekday: 'short',
  }).formatToParts(time);
  const valueOf = (type: Intl.DateTimeFormatPartTypes): string => parts.find((part) => part.type === type)?.value ?? '';
  return {
    second: String(Number(valueOf('second'))),
    minute: String(Number(valueOf('minute'))),
    hour: String(Number(valueOf('hour'))),
    weekday: valueOf('weekday').toUpperCase(),
  };
}

function findZoneProblem(zone: string): string | undefined {
  const isKnown = succeeds(() => new Intl.DateTimeFormat('en-US', { timeZone: zone }));
  return isKnown ? undefined : `"${zone}" is no time zone. Give one by its IANA name, like Europe/Amsterdam.`;
}

function findCrontabProblem(interval: ScheduleInterval, crontab: string | null | undefined): string | undefined {
  if (interval !== 'custom') {
    return typeof crontab === 'string' ? 'A crontab belongs to the interval "custom".' : undefined;
  }
  if (typeof crontab !== 'string' || crontab.trim() === '') return 'The interval "custom" needs a crontab.';
  return succeeds(() => new Cron(crontab.trim(), { mode: '5-part', paused: true }))
    ? undefined
    : 'This is no crontab. Give minute, hour, day of the month, month and day of the week: "0 10 * * MON-FRI".';
}

function findStartProblem(
  interval: ScheduleInterval,
  start: Date | null | undefined,
  notBefore: Date | undefined,
): string | undefined {
  if (start === undefined)
    return 'This is no time. Give one like 2030-01-31T10:00:00, or with its offset: 2030-01-31T10:00:00Z.';
  if (start === null) return interval === 'custom' ? undefined : `The interval "${interval}" needs a start time.`;
  return notBefore !== undefined && start <= notBefore ? pastProblem : undefined;
}

/** A time without an offset is one of the zone's clock. Schedules know no parts of seconds. @returns undefined when it is no time */
function readTime(text: string, timeZone: string): Date | undefined {
  if (!timePattern.test(text)) return undefined;
  try {
    const time = new CronDate(text, timeZone).getDate(false);
    return new Date(Math.floor(time.getTime() / secondMs) * secondMs);
  } catch {
    return undefined;
  }
}

/** For libraries that can only make a thing or throw. */
function succeeds(make: () => unknown): boolean {
  try {
    make();
    return true;
  } catch {
    return false;
  }
}

function problemOf(field: string, problem: string | undefined): FieldProblems {
  return problem === undefined ? {} : { [field]: [problem] };
}
