import type { FastifyRequest } from 'fastify';
import { JobDisabledError, JobNotInstalledError, WorkerUnavailableError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { removeUploads } from '../files/store-upload.ts';
import { hasLiveWorker, submitRun, type SubmittedRun } from '../job-results/submit-run.ts';
import type { RequestData } from '../../runtime/protocol.ts';
import type { RunRequest } from './input/read-run-request.ts';
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
      job: {
        id: job.id,
        classPath: job.classPath,
        name: job.name,
        readOnly: descriptor.readOnly,
        bundleDigest: job.bundleDigest,
        gitCommit: job.gitCommit,
        singleton: descriptor.singleton,
        onConflict: descriptor.onConflict,
      },
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

/** Headers that a job may see: none of them is a credential. */
const safeHeaders = ['user-agent', 'accept', 'accept-language', 'content-type', 'host', 'referer', 'x-forwarded-for'];

function describeRequest(request: FastifyRequest, origin: RequestData['origin']): RequestData {
  const { caller, headers } = request;
  const shown = safeHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value).slice(0, 1000)] as const];
  });
  return {
    id: request.id,
    user: { id: caller.id, username: caller.username, email: caller.email, isSuperuser: caller.isSuperuser },
    clientIp: request.ip,
    method: request.method,
    path: request.url.split('?')[0] ?? request.url,
    headers: Object.fromEntries(shown),
    origin,
  };
}
