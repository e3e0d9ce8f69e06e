import { PermissionDeniedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { findJob } from '../jobs/find-job.ts';
import { readSource } from '../jobs/read-source.ts';
import { toTexts } from '../models/filters/parse-list-query.ts';
import { requireGrant } from '../users/permissions.ts';
import { findJobResult, requireVisible, visibleResults } from './find-job-result.ts';
import { logGroupsQuery, resultParams, timelineQuery } from './job-results.schemas.ts';
import { readLogGroups } from './read-log-groups.ts';
import { readTimeline } from './read-timeline.ts';

const hourMs = 3_600_000;

/** What runs came to over time, what their logs add up to, and the code that a run executed. */
export const resultSummaryRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  app.get(
    '/api/extras/job-results/timeline/',
    {
      schema: {
        operationId: 'extras_job_results_timeline',
        summary: 'Show how many runs there were lately, how they ended and how long they took',
        tags: ['job-results'],
        querystring: timelineQuery,
        response: { 200: Type.Ref('JobResultTimeline', { description: 'The timeline.' }), ...errorResponses },
      },
    },
    async (request) => {
      const { hours = 24, buckets: bucketCount = 48 } = request.query;
      const to = new Date();
      const from = new Date(to.getTime() - hours * hourMs);
      const bucketMs = (hours * hourMs) / bucketCount;
      const span = { from, to, buckets: bucketCount };
      const buckets = await readTimeline(context.em(), span, await visibleResults(request));
      return {
        from: from.toISOString(),
        to: to.toISOString(),
        bucket_seconds: bucketMs / 1000,
        buckets: buckets.map((bucket) => ({
          start: new Date(from.getTime() + bucket.index * bucketMs).toISOString(),
          counts: bucket.counts,
          median_duration_ms: bucket.medianDurationMs,
          max_duration_ms: bucket.maxDurationMs,
        })),
      };
    },
  );

  app.get(
    '/api/extras/job-results/:id/logs/groups/',
    {
      schema: {
        operationId: 'extras_job_results_logs_groups',
        summary: 'Count the log entries of a run by method and level',
        description: 'With a filter, how many entries of each method it lets through: those that `logs/` then pages.',
        tags: ['job-results'],
        params: resultParams,
        querystring: logGroupsQuery,
        response: { 200: Type.Ref('LogGroups', { description: 'The counts.' }), ...errorResponses },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireVisible(context, id, request);
      const { level, q } = request.query;
      const found = await readLogGroups(context.database.pool, id, {
        levels: level === undefined ? undefined : toTexts(level),
        text: q,
      });
      return { complete: found.complete, last_seq: found.lastSeq, groups: [...found.groups] };
    },
  );

  app.get(
    '/api/extras/job-results/:id/source/',
    {
      schema: {
        operationId: 'extras_job_results_source',
        summary: 'Show the source code that a run executed, as its author wrote it',
        description: 'For those who may view the job. Empty when the code is not recorded.',
        tags: ['job-results'],
        params: resultParams,
        response: {
          200: Type.Ref('JobSource', { description: 'The files, those of the job first.' }),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { bundleDigest, jobId } = await findJobResult(context, request.params.id, request);
      // Whoever may run a job need not be one who may read its code. A job that is gone is no longer within any constraint.
      const { permissions } = request;
      if (jobId !== null) await findJob(context, { id: jobId }, { permissions, action: 'view' });
      else if (await requireGrant(permissions, 'view', 'extras.job')) throw new PermissionDeniedError();
      return { files: bundleDigest === null ? [] : await readSource(context.database.pool, bundleDigest) };
    },
  );
};
