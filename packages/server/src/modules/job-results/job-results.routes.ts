import { PermissionDeniedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { parseListQuery, parsePage, toTexts } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { cancelRun } from './cancel-run.ts';
import { countResults, parseCountLimit } from './count-results.ts';
import { findJobResult, loadJobResult, requireVisible, visibleResults } from './find-job-result.ts';
import { readJobResults } from './read-job-results.ts';
import { changeQuery, logQuery, resultListQuery, resultParams } from './job-results.schemas.ts';
import type { Permissions } from '../users/permissions.ts';
import { userFilter } from '../users/user-filter.ts';
import { JobResult } from './job-result.entity.ts';
import { nameReferences } from './name-references.ts';
import { readChangePage, readLogPage, readLogSummary } from './read-result-parts.ts';
import {
  serializeChangeEntry,
  serializeJobResult,
  serializeJobResultDetail,
  serializeLogEntry,
} from './serialize-job-result.ts';

/** Runs: list, detail, logs, changes, cancel. */
export const jobResultRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  const { catalog, database } = context;
  const model = modelNamed(catalog, 'extras.jobresult');

  app.get(
    '/api/extras/job-results/',
    {
      schema: {
        operationId: 'extras_job_results_list',
        summary: 'List runs, newest first',
        tags: ['job-results'],
        querystring: resultListQuery,
        response: {
          200: Type.Composite(
            [
              pageOf(Type.Ref('JobResult'), 'A page of job results.'),
              Type.Object({
                count_exceeded: Type.Optional(
                  Type.Boolean({ description: 'There are more than `count`, which is the `count_limit` given.' }),
                ),
              }),
            ],
            { description: 'A page of job results.' },
          ),
          ...errorResponses,
        },
      },
      validatorCompiler: () => () => true, // the filters explain themselves better than a schema could
    },
    async (request) => {
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query, {
        reserved: ['count_limit'],
        extra: userFilter,
      });
      const countLimit = parseCountLimit(request.query.count_limit);
      const visible = await visibleResults(request);
      const where = { $and: [query.where, ...(visible ? [visible] : [])] } as never;
      const em = context.em();
      const counted = await countResults(em, where, countLimit);
      const page = await em.find(JobResult, where, {
        fields: ['id'],
        orderBy: query.orderBy as never,
        ...query.page,
      });
      const ids = page.map(({ id }) => id);
      const baseUrl = baseUrlOf(request);
      const results = (await readJobResults(database.pool, ids)).map((result) => serializeJobResult(baseUrl, result));
      const answer = answerPage(request, query.page, { count: counted.count, results });
      return counted.isExceeded ? { ...answer, count_exceeded: true } : answer;
    },
  );

  app.get(
    '/api/extras/job-results/:id/',
    {
      schema: {
        operationId: 'extras_job_results_retrieve',
        summary: 'Show a run with its input and output',
        tags: ['job-results'],
        params: resultParams,
        response: { 200: Type.Ref('JobResultDetail', { description: 'The run.' }), ...errorResponses },
      },
    },
    async (request) =>
      serializeJobResultDetail(baseUrlOf(request), await findJobResult(context, request.params.id, request)),
  );

  app.get(
    '/api/extras/job-results/:id/logs/',
    {
      schema: {
        operationId: 'extras_job_results_logs',
        summary: 'List the log entries of a run, with counts per group and level',
        tags: ['job-results'],
        params: resultParams,
        querystring: logQuery,
        response: {
          200: Type.Composite(
            [
              pageOf(Type.Ref('LogEntry'), 'A page of log entries.'),
              Type.Object({ summary: Type.Ref('LogSummary', { description: 'Counts over the whole log.' }) }),
            ],
            { description: 'A page of log entries.' },
          ),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireVisible(context, id, request);
      const { level, group, q, after } = request.query;
      const page = parsePage(request.query);
      const content = await readLogPage(database.pool, id, {
        filter: { levels: listOf(level), groups: listOf(group), text: q, after },
        page,
      });
      const summary = await readLogSummary(database.pool, id);
      const place = { baseUrl: baseUrlOf(request), catalog };
      const results = content.rows.map((row) => serializeLogEntry(place, row));
      return { ...answerPage(request, page, { count: content.count, results }), summary };
    },
  );

  app.get(
    '/api/extras/job-results/:id/changes/',
    {
      schema: {
        operationId: 'extras_job_results_changes',
        summary: 'List what a run created, updated and deleted, or would have',
        tags: ['job-results'],
        params: resultParams,
        querystring: changeQuery,
        response: {
          200: Type.Composite(
            [
              pageOf(Type.Ref('ChangeEntry'), 'A page of changes.'),
              Type.Object({
                summary: Type.Array(
                  Type.Object({ model: Type.String(), action: Type.String(), count: Type.Integer() }),
                  { description: 'Counts over the whole list.' },
                ),
              }),
            ],
            { description: 'A page of changes.' },
          ),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireVisible(context, id, request);
      const { model: models, action, phase, object_id: objectId, q } = request.query;
      const page = parsePage(request.query);
      const content = await readChangePage(database.pool, id, {
        filter: {
          models: listOf(models),
          actions: listOf(action),
          phases: listOf(phase),
          objectIds: listOf(objectId),
          text: q,
        },
        page,
      });
      const names = await nameReferences(
        {
          pool: database.pool,
          em: context.em(),
          sight: await request.permissions.sight(),
          catalog,
          hostModels: context.hostModels,
        },
        id,
        content.rows,
      );
      const place = { baseUrl: baseUrlOf(request), catalog, names };
      const results = content.rows.map((row) => serializeChangeEntry(place, row));
      return { ...answerPage(request, page, { count: content.count, results }), summary: content.summary };
    },
  );

  app.post(
    '/api/extras/job-results/:id/cancel/',
    {
      schema: {
        operationId: 'extras_job_results_cancel',
        summary: 'Cancel a run that is not over yet',
        description: 'For whoever started it, and for those who may change job results.',
        tags: ['job-results'],
        params: resultParams,
        response: {
          200: Type.Ref('JobResultDetail', { description: 'The run.' }),
          ...errorResponses,
          ...conflictResponse,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      // Not only visible ones: whoever may not cancel a run learns so, and not that it does not exist.
      const result = await loadJobResult(context, id);
      if (result.userId !== request.caller.id && !(await mayChange(context, id, request.permissions))) {
        throw new PermissionDeniedError('You may not cancel this run: somebody else started it.');
      }
      await cancelRun(database.pool, id, { id: request.caller.id, username: request.caller.username });
      return serializeJobResultDetail(baseUrlOf(request), await loadJobResult(context, id));
    },
  );
};

function listOf(value: unknown): readonly string[] | undefined {
  return value === undefined ? undefined : toTexts(value);
}

async function mayChange(context: AppContext, id: string, permissions: Permissions): Promise<boolean> {
  const grant = await permissions.grant('change', 'extras.jobresult');
  if (grant?.objects !== 'some') return grant !== undefined;
  return (await context.em().count(JobResult, { $and: [{ id }, grant.where] })) > 0;
}
