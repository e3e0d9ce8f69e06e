import type { FastifyRequest } from 'fastify';
import {
  InputInvalidError,
  InputNotStoredError,
  JobDisabledError,
  JobNotInstalledError,
  NotFoundError,
  WorkerUnavailableError,
} from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { removeUploads } from '../files/store-upload.ts';
import type { JobResultDetailRow } from '../job-results/read-job-results.ts';
import { hasLiveWorker, submitRun, type SubmittedJob, type SubmittedRun } from '../job-results/submit-run.ts';
import { describeRequest } from './describe-request.ts';
import { findHiddenInput } from './input/find-hidden-input.ts';
import type { RunRequest } from './input/run-request.ts';
import { validateRunInput } from './input/validate-run-input.ts';
import type { JobRow } from './read-jobs.ts';

/**
 * Refuses a job that cannot be run at all, before the body of the request is read.
 * @throws {@link JobNotInstalledError}
 * @throws {@link JobDisabledError}
 * @throws {@link WorkerUnavailableError} when a worker is asked for and none is there
 */
export async function assertRunnable(
  context: AppContext,
  job: JobRow,
  options: { readonly requireWorker: boolean },
): Promise<void> {
  if (!job.installed) throw new JobNotInstalledError(job.classPath);
  if (!job.enabled) throw new JobDisabledError(job.classPath);
  if (options.requireWorker && !(await hasLiveWorker(context.database.pool))) throw new WorkerUnavailableError();
}

/**
 * Checks a run's input and puts the run into the queue. Nothing is stored when anything is wrong, uploads included.
 * @throws {@link InputInvalidError}
 */
export async function startRun(
  context: AppContext,
  request: FastifyRequest,
  start: { readonly job: JobRow; readonly run: RunRequest; readonly requireWorker: boolean },
): Promise<SubmittedRun> {
  const { job } = start;
  const { descriptor } = job;
  const fileIds = Object.values(start.run.files);
  try {
    const scope = { em: context.em(), catalog: context.catalog, permissions: request.permissions };
    const { input, sensitiveInput } = await validateRunInput(scope, descriptor.variables, start.run);
    return await submitRun(context.database.pool, {
      job: submittedJob(job),
      input,
      ...(sensitiveInput ? { sensitiveInput } : {}),
      commit: start.run.commit ?? descriptor.commitDefault,
      user: request.caller,
      request: describeRequest(request, context.origin),
      fileIds,
      requireWorker: start.requireWorker,
    });
  } catch (error) {
    await removeUploads(context.database.pool, fileIds);
    throw error;
  }
}

/**
 * Runs a job once more with the input of an earlier run.
 * @throws {@link InputNotStoredError} when part of the input was sensitive, or a file
 * @throws {@link NotFoundError} when the earlier code is wanted and was never recorded
 * @throws {@link InputInvalidError} when the present code does not take the input any more, or the user may not view an
 *   object in it
 */
export async function repeatRun(
  context: AppContext,
  request: FastifyRequest,
  repeat: {
    readonly job: JobRow;
    readonly earlier: JobResultDetailRow;
    readonly commit: boolean;
    /** `same`: exactly the version that ran. */
    readonly code: 'same' | 'present';
    readonly requireWorker: boolean;
  },
): Promise<SubmittedRun> {
  const { job, earlier, commit, requireWorker } = repeat;
  const files = job.descriptor.variables.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  if (!earlier.inputStored || files.some((name) => name in earlier.input)) throw new InputNotStoredError();
  if (repeat.code === 'present' || earlier.bundleDigest === job.bundleDigest) {
    const run: RunRequest = { data: earlier.input, encoding: 'json', commit, files: {} };
    return startRun(context, request, { job, run, requireWorker });
  }
  if (earlier.bundleDigest === null) throw new NotFoundError('The code of this run was not recorded.');
  // The variables of that version are not known any more: its input was checked against them when it was stored. Whether
  // this user may name its objects is another question.
  const scope = { em: context.em(), catalog: context.catalog, sight: await request.permissions.sight() };
  const problems = await findHiddenInput(scope, earlier.input);
  if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
  return submitRun(context.database.pool, {
    job: {
      ...submittedJob(job),
      readOnly: earlier.readOnly,
      bundleDigest: earlier.bundleDigest,
      gitCommit: earlier.gitCommit,
    },
    input: earlier.input,
    commit,
    user: request.caller,
    request: describeRequest(request, context.origin),
    requireWorker,
  });
}

/** What the queue has to know of a job. */
export function submittedJob(job: JobRow): SubmittedJob {
  const { descriptor } = job;
  return {
    id: job.id,
    classPath: job.classPath,
    name: job.name,
    readOnly: descriptor.readOnly,
    bundleDigest: job.bundleDigest,
    gitCommit: job.gitCommit,
    singleton: descriptor.singleton,
    onConflict: descriptor.onConflict,
  };
}
