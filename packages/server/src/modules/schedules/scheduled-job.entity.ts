import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { JobResult } from '../job-results/job-result.entity.ts';
import { Job } from '../jobs/job.entity.ts';
import { User } from '../users/user.entity.ts';

/** Why the last run that was due was not started. */
export interface ScheduleProblem {
  readonly code: string;
  readonly message: string;
}

/** When a scheduled job runs. `custom`: by its crontab; the others by their start time. */
export const scheduleIntervals = ['future', 'hourly', 'daily', 'weekly', 'custom'] as const;
export type ScheduleInterval = (typeof scheduleIntervals)[number];

/**
 * A job that somebody asked to run later, once or again and again, with an input that is kept. Each run is made as if
 * its user asked for it at that time: his permissions and the job's variables of then decide.
 */
const ScheduledJobSchema = defineEntity({
  name: 'ScheduledJob',
  tableName: 'extras_scheduled_job',
  indexes: [{ properties: ['job'] }, { properties: ['user'] }],
  properties: {
    ...baseProperties,
    name: p.string().length(200),
    job: () => p.manyToOne(Job).ref().deleteRule('cascade'),
    /** As they were when the schedule was made. */
    jobPath: p.string().length(800),
    jobName: p.string().length(200),
    /** Validated input in stored form. There are no files and no sensitive values in it. */
    data: p.json<Readonly<Record<string, unknown>>>(),
    commit: p.boolean(),
    /** Whose runs they are. Null: the user is gone, and nothing runs. */
    user: () => p.manyToOne(User).nullable().ref().deleteRule('set null'),
    userName: p.string().length(150),
    interval: p.enum(scheduleIntervals),
    /** Five fields; null unless the interval is `custom`. */
    crontab: p.string().length(200).nullable(),
    /** First run, and the local time of day of those that repeat. Null: as soon as the crontab says. */
    startTime: p.datetime(3).nullable(),
    /** IANA name of the zone whose clock counts. */
    timeZone: p.string().length(100),
    enabled: p.boolean().default(true),
    /** Null: never again, or not while it is disabled. */
    nextRun: p.datetime(3).nullable(),
    lastRun: p.datetime(3).nullable(),
    totalRunCount: p.integer().default(0),
    lastResult: () => p.manyToOne(JobResult).nullable().ref().deleteRule('set null'),
    lastProblem: p.json<ScheduleProblem>().nullable(),
  },
});

export class ScheduledJob extends ScheduledJobSchema.class {}
ScheduledJobSchema.setClass(ScheduledJob);
