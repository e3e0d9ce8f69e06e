import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOn } from '../../database/query.ts';
import { JobwrightError, NotFoundError } from '../../errors.ts';
import { compileUnlessBody } from '../../plugins/schema-validation.ts';
import type { AppContext } from '../../http/app-context.ts';
import { connectionSignal } from '../../http/connection-signal.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse } from '../../http/response-schemas.ts';
import type { FastifyPluginAsyncTypebox, Static } from '../../http/typebox.ts';
import { showStored } from '../administration/administered-resource.routes.ts';
import { authorOf, recordAuditEvent } from '../audit/record-audit-event.ts';
import { findJobResult, loadJobResult } from '../job-results/find-job-result.ts';
import { RunAgainRequestSchema, resultParams } from '../job-results/job-results.schemas.ts';
import { serializeJobResultDetail } from '../job-results/serialize-job-result.ts';
import type { SubmittedRun } from '../job-results/submit-run.ts';
import { waitForRun } from '../job-results/wait-for-run.ts';
import { createSchedule } from '../schedules/create-schedule.ts';
import { scheduleResource } from '../schedules/schedule-resource.ts';
import { findJob, type JobAddress } from './find-job.ts';
import { readRunRequest, RunRequestShapeError } from './input/read-run-request.ts';
import type { RunRequest } from './input/run-request.ts';
import { jobParams, jobPathParams, runBody, runQuery, runResponses } from './jobs.schemas.ts';
import { assertRunnable, repeatRun, startRun } from './run-job.ts';

type RunQuery = { readonly wait?: number; readonly require_worker?: boolean };

/** Run a job, and run one again with the input of an earlier run. */
export const runRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());

  /** Whoever asks for a run and does not get it leaves a record. What is wrong with the input itself is no refusal. */
  const recordingRefusals =
    (handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
      try {
        return await handler(request, reply);
      } catch (error) {
        if (error instanceof JobwrightError && !wrongInput.has(error.code)) {
          await recordAuditEvent(queryOn(context.database.pool), {
            action: 'run.refused',
            outcome: 'refused',
            author: authorOf(request),
            object: objectAskedFor(request.params as RunParams),
            details: { code: error.code },
          });
        }
        throw error;
      }
    };

  const run = recordingRefusals(async (request, reply) => {
    const address = request.params as JobAddress;
    const job = await findJob(context, address, { permissions: request.permissions, action: 'run' });
    const requireWorker = (request.query as RunQuery).require_worker === true;
    await assertRunnable(context, job, { requireWorker });
    const { variables } = job.descriptor;
    let asked: RunRequest;
    try {
      asked = await readRunRequest(request, { pool: context.database.pool, variables });
    } catch (error) {
      if (!(error instanceof RunRequestShapeError)) throw error;
      return reply.code(400).header('error-code', 'JOBWRIGHT_INPUT_INVALID').send({ errors: error.errors });
    }
    if (asked.schedule) {
      const id = await createSchedule(context, request, { job, run: asked, schedule: asked.schedule });
      return reply.code(201).send({
        job_result: null,
        schedule: await showStored(context, scheduleResource(context), { request, where: { id } }),
      });
    }
    const submitted = await startRun(context, request, { job, run: asked, requireWorker });
    return answerRun(request, reply, { submitted, waitS: asked.waitS });
  });

  async function answerRun(
    request: FastifyRequest,
    reply: FastifyReply,
    answer: { readonly submitted: SubmittedRun; readonly waitS?: number | undefined },
  ): Promise<unknown> {
    const { submitted } = answer;
    const waitS = answer.waitS ?? (request.query as RunQuery).wait ?? 0;
    if (waitS > 0) {
      await waitForRun(submitted.id, {
        pool: context.database.pool,
        runEvents: context.runEvents,
        timeoutMs: waitS * 1000,
        signal: connectionSignal(reply, stopping.signal),
      });
    }
    const result = waitS > 0 ? await loadJobResult(context, submitted.id) : submitted.result;
    return reply.code(201).send({
      job_result: serializeJobResultDetail(baseUrlOf(request), result),
      schedule: null,
      ...(submitted.warning === undefined ? {} : { warning: submitted.warning }),
    });
  }

  for (const { path, params, suffix } of [
    { path: '/api/extras/jobs/:id/run/', params: jobParams, suffix: '' },
    { path: '/api/extras/jobs/:source/:module/:className/run/', params: jobPathParams, suffix: '_by_path' },
  ]) {
    app.post(
      path,
      {
        schema: {
          operationId: `extras_jobs_run${suffix}`,
          summary: 'Run a job, at once or on a schedule',
          description:
            'As JSON (`RunRequest`), or as `multipart/form-data` when the job takes files: variables at the top level, ' +
            'lists by repetition or as JSON, `_commit`, `_wait` and `_schedule_…` as control fields. The body is optional. ' +
            'With `schedule` the run is kept for later; files and sensitive values cannot be.',
          tags: ['jobs'],
          params,
          querystring: runQuery,
          body: runBody,
          response: runResponses,
        },
        validatorCompiler: compileUnlessBody, // the route reads the body itself
      },
      run,
    );
  }

  app.post(
    '/api/extras/job-results/:id/run-again/',
    {
      schema: {
        operationId: 'extras_job_results_run_again',
        summary: 'Run the job of a result again, with the same input',
        description:
          'With the job’s present code, or with `"code": "same"` exactly the version that ran: so a dry run can be ' +
          'committed as it was seen. Refused when the input was not stored.',
        tags: ['job-results'],
        params: resultParams,
        querystring: runQuery,
        body: RunAgainRequestSchema,
        response: { ...runResponses, ...conflictResponse },
      },
    },
    recordingRefusals(async (request, reply) => {
      const { id } = request.params as { readonly id: string };
      const earlier = await findJobResult(context, id, request);
      if (earlier.jobId === null) throw new NotFoundError('The job of this result does not exist any more.');
      const address = { id: earlier.jobId };
      const job = await findJob(context, address, { permissions: request.permissions, action: 'run' });
      const requireWorker = (request.query as RunQuery).require_worker === true;
      await assertRunnable(context, job, { requireWorker });
      const { commit = earlier.commit, code = 'present' } = (request.body ?? {}) as Static<
        typeof RunAgainRequestSchema
      >;
      const submitted = await repeatRun(context, request, { job, earlier, commit, code, requireWorker });
      return answerRun(request, reply, { submitted });
    }),
  );
};

/** Codes that say what to correct in the request, not that it may not be. */
const wrongInput = new Set(['JOBWRIGHT_INPUT_INVALID', 'JOBWRIGHT_REQUEST_MALFORMED']);

/** A job by its path or id; or the result whose job shall run again. */
type RunParams = JobAddress & { readonly id?: string };

function objectAskedFor(params: RunParams): { readonly type: string; readonly id: string; readonly display: string } {
  if ('className' in params) {
    return { type: 'extras.job', id: '', display: `${params.source}/${params.module}/${params.className}` };
  }
  return { type: 'extras.job', id: params.id, display: '' };
}
