import { InputInvalidError } from '../../errors.ts';
import { Value } from '../../http/typebox.ts';
import { ScheduleRequestSchema } from './schedules.schemas.ts';
import { scheduleIntervals } from './scheduled-job.entity.ts';
import type { GivenTiming } from './timing.ts';

/** When a client wants a run, before any of it is checked against the calendar. */
export interface GivenSchedule extends GivenTiming {
  /** @defaultValue the job's name */
  readonly name?: string;
}

const maxNameLength = 200;

/**
 * Reads `schedule` of a run request. Undefined: at once.
 * @throws {@link InputInvalidError} by field
 */
export function readSchedule(given: unknown): GivenSchedule | undefined {
  if (given === undefined || given === null) return undefined;
  if (typeof given !== 'object' || Array.isArray(given)) {
    throw new InputInvalidError({
      schedule: ['Must be an object: { "interval": "daily", "start_time": "2030-01-31T10:00:00Z" }.'],
    });
  }
  const { interval = 'immediately', ...rest } = given as Readonly<Record<string, unknown>>;
  if (interval === 'immediately') return undefined;
  const schedule = { interval, ...rest };
  if (Value.Check(ScheduleRequestSchema, schedule)) return schedule;
  throw new InputInvalidError(describeProblems(schedule));
}

function describeProblems(schedule: Readonly<Record<string, unknown>>): Record<string, readonly string[]> {
  const problems: Record<string, readonly string[]> = {};
  for (const { path, message } of Value.Errors(ScheduleRequestSchema, schedule)) {
    const field = path.split('/')[1] ?? 'schedule';
    problems[field] ??= [wordsFor(field) ?? message];
  }
  return problems;
}

function wordsFor(field: string): string | undefined {
  const known = {
    interval: `Must be one of: immediately, ${scheduleIntervals.join(', ')}.`,
    name: `Must be text of 1 to ${maxNameLength} characters.`,
    start_time: 'Must be a time, as text: "2030-01-31T10:00:00Z".',
    crontab: 'Must be text: "0 10 * * MON-FRI".',
    time_zone: 'Must be the name of a time zone: "Europe/Amsterdam".',
  } as const;
  return Object.hasOwn(known, field) ? known[field as keyof typeof known] : 'There is no such field in a schedule.';
}
