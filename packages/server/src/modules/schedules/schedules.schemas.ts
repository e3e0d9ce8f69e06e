import { nullable } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { scheduleIntervals } from './scheduled-job.entity.ts';

const dateTime = Type.String({ format: 'date-time' });
const name = Type.String({ minLength: 1, maxLength: 200, description: 'Default: the name of the job.' });
const interval = Type.Union(
  scheduleIntervals.map((value) => Type.Literal(value)),
  { description: '`future`: once, at `start_time`. `custom`: as `crontab` says.' },
);
const startTime = Type.Union([Type.String({ maxLength: 40 }), Type.Null()], {
  description: 'First run. Without an offset it is a time of `time_zone`.',
});
const crontab = Type.Union([Type.String({ maxLength: 200 }), Type.Null()], {
  description: 'Minute, hour, day of the month, month, day of the week: `0 10 * * MON-FRI`.',
});
const timeZone = Type.String({
  maxLength: 100,
  description: 'IANA name of the zone whose clock counts. Default: UTC.',
});

/** `schedule` of a run request. The route reads it itself; `immediately` is the same as none. */
export const ScheduleRequestSchema = Type.Object(
  {
    interval,
    name: Type.Optional(name),
    start_time: Type.Optional(startTime),
    crontab: Type.Optional(crontab),
    time_zone: Type.Optional(timeZone),
  },
  { $id: 'ScheduleRequest', additionalProperties: false },
);

export const ScheduleChangeSchema = Type.Object(
  {
    name: Type.Optional(name),
    enabled: Type.Optional(Type.Boolean({ description: 'False: it stays listed and does not run.' })),
    interval: Type.Optional(interval),
    start_time: Type.Optional(startTime),
    crontab: Type.Optional(crontab),
    time_zone: Type.Optional(timeZone),
  },
  { additionalProperties: false },
);

export const ScheduledJobSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    name: Type.String(),
    job: Type.Ref('NestedObject', { description: 'The job.' }),
    job_path: Type.String(),
    job_name: Type.String(),
    data: Type.Record(Type.String(), Type.Unknown(), { description: 'What each run is given.' }),
    commit: Type.Boolean(),
    user: nullable(Type.Ref('NestedObject', { description: 'Whose runs they are. Null: the user is gone.' })),
    user_name: Type.String(),
    interval: Type.String({ description: scheduleIntervals.map((value) => `\`${value}\``).join(', ') }),
    crontab: nullable(Type.String()),
    start_time: nullable(dateTime),
    time_zone: Type.String(),
    enabled: Type.Boolean(),
    next_run: nullable(Type.String({ format: 'date-time', description: 'Null: it does not run any more.' })),
    last_run: nullable(dateTime),
    total_run_count: Type.Integer({ description: 'Runs that were started.' }),
    last_result: nullable(Type.Ref('NestedObject', { description: 'The last run.' })),
    last_problem: nullable(
      Type.Object(
        { code: Type.String(), message: Type.String() },
        { description: 'Why the last run that was due was not started.' },
      ),
    ),
    created: dateTime,
    last_updated: dateTime,
  },
  { $id: 'ScheduledJob' },
);

export const scheduleComponents: readonly TSchema[] = [ScheduleRequestSchema, ScheduledJobSchema];
