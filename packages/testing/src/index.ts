/**
 * What tests of jobs import.
 *
 * @packageDocumentation
 */

export { JobMissingError, JobModuleBrokenError, JobSourceUnknownError, ModelsUnknownError } from './errors.ts';
export { type JobClass, jobIn, type JobReference } from './job-reference.ts';
export type { JobRun, JobRunChange, JobRunEffect, JobRunError, JobRunLog, JobRunStatus } from './job-run.ts';
export { runJob } from './run-job.ts';
export type { RunJobData, RunJobOptions, TestFile, TestPermission, TestUser } from './run-options.ts';
