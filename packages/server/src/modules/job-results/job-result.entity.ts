import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import type { PlainError, ProgressMessage, RequestData } from '../../runtime/protocol.ts';
import { Job } from '../jobs/job.entity.ts';
import { User } from '../users/user.entity.ts';
import { WorkerProcess } from '../workers/worker-process.entity.ts';
import { runStatuses } from './run-status.ts';

/** Counts of log entries of one group, per level, in order of first appearance of the group. */
export interface LogGroupSummary {
  readonly group: string;
  readonly success: number;
  readonly info: number;
  readonly warning: number;
  readonly failure: number;
}

/** What the log of a run adds up to. Entries of the levels `default` and `debug` are not counted. */
export interface LogSummary {
  readonly groups: readonly LogGroupSummary[];
  readonly total: number;
}

export const resultKinds = ['run', 'sync'] as const;

/** One run of a job, from the moment it was asked for. Everything in it stays readable after the job is gone. */
const JobResultSchema = defineEntity({
  name: 'JobResult',
  tableName: 'extras_job_result',
  indexes: [
    { properties: ['job', 'created'] },
    { properties: ['user', 'created'] },
    { properties: ['created'] },
    // What recovery asks for: few rows, whatever the history.
    { name: 'extras_job_result_active_index', properties: ['worker'], where: `status in ('pending', 'running')` },
  ],
  uniques: [
    // The database itself sees to it that a singleton job runs once at a time, whoever claims runs.
    {
      name: 'extras_job_result_singleton_unique',
      properties: ['job'],
      where: `status = 'running' and singleton`,
    },
  ],
  properties: {
    ...baseProperties,
    /** A run of a job, or a sync of a git repository. */
    kind: p.enum(resultKinds).default('run'),
    job: () => p.manyToOne(Job).nullable().ref().deleteRule('set null'),
    /** Class path of the job when the run was asked for. */
    jobPath: p.string().length(800),
    jobName: p.string().length(200),
    status: p.enum(runStatuses).default('pending'),
    commit: p.boolean(),
    readOnly: p.boolean().default(false),
    /** The job's, when the run was asked for: no two such runs of a job are running at the same time. */
    singleton: p.boolean().default(false),
    /** Validated input in stored form (objects by id, files by id). Sensitive values are never in it. */
    input: p.json<Readonly<Record<string, unknown>>>(),
    /** False when sensitive values were left out of `input`: the run cannot be repeated from it. */
    inputStored: p.boolean().default(true),
    user: () => p.manyToOne(User).nullable().ref().deleteRule('set null'),
    /** Name of the user when the run was asked for. */
    userName: p.string().length(150),
    /** Ties the run to the request that asked for it and to the audit records that it left. */
    requestId: p.uuid().index(),
    request: p.json<RequestData>(),
    /** Digest of the bundle that ran, set at submission: a run never changes its code. */
    bundleDigest: p.string().length(64).nullable(),
    gitCommit: p.string().length(64).nullable(),
    started: p.datetime().nullable(),
    /** When it reached a final status. */
    completed: p.datetime().nullable(),
    /** Process that runs or ran it. */
    worker: () => p.manyToOne(WorkerProcess).joinColumn('worker_id').nullable().ref().deleteRule('set null'),
    progress: p.json<ProgressMessage>().nullable(),
    /** What `run` returned, its keys in their order. */
    output: p.json<unknown>().columnType('json').nullable(),
    error: p.json<PlainError>().nullable(),
    logSummary: p.json<LogSummary>().nullable(),
    /** Objects in the change list. */
    changeCount: p.integer().default(0),
    /** SHA-256 over the canonical JSON of the change list. */
    changeDigest: p.string().length(64).nullable(),
    /** True when what the change list says is in the database. */
    changesCommitted: p.boolean().default(false),
    cancelRequested: p.datetime().nullable(),
    cancelRequestedBy: () => p.manyToOne(User).nullable().ref().deleteRule('set null'),
    /** Name of whoever asked for the cancellation; `system` when the platform did. */
    cancelRequestedByName: p.string().length(150).nullable(),
  },
});

export class JobResult extends JobResultSchema.class {}
JobResultSchema.setClass(JobResult);
