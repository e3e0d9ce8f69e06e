import type { AppContext } from '../../http/app-context.ts';
import { answerPage } from '../../http/pagination.ts';
import { errorResponses, pageOf } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { parsePage, toTexts } from '../models/filters/parse-list-query.ts';
import { effectQuery } from './effects.schemas.ts';
import { requireVisible } from './find-job-result.ts';
import { resultParams } from './job-results.schemas.ts';
import { type EffectRow, readEffectPage } from './read-effects.ts';

/** What runs sent to other systems. */
export const effectRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  app.get(
    '/api/extras/job-results/:id/effects/',
    {
      schema: {
        operationId: 'extras_job_results_effects',
        summary: 'List the requests that a run sent to other systems, or would have sent',
        tags: ['job-results'],
        params: resultParams,
        querystring: effectQuery,
        response: {
          200: Type.Composite(
            [
              pageOf(Type.Ref('Effect'), 'A page of effects.'),
              Type.Object({ summary: Type.Ref('EffectSummary', { description: 'Counts over the whole list.' }) }),
            ],
            { description: 'A page of effects.' },
          ),
          ...errorResponses,
        },
      },
    },
    async (request) => {
      const { id } = request.params;
      await requireVisible(context, id, request);
      const { sent, method, q } = request.query;
      const page = parsePage(request.query);
      const content = await readEffectPage(context.database.pool, id, {
        filter: { sent, methods: method === undefined ? undefined : toTexts(method), text: q },
        page,
      });
      const results = content.rows.map((row) => serializeEffect(row));
      return { ...answerPage(request, page, { count: content.count, results }), summary: content.summary };
    },
  );
};

function serializeEffect(row: EffectRow): Record<string, unknown> {
  return {
    seq: row.seq,
    phase: row.phase,
    time: row.time,
    method: row.method,
    url: row.url,
    header_names: row.headerNames,
    sent: row.sent,
    status: row.status,
    request_bytes: row.requestBytes,
    response_bytes: row.responseBytes,
    duration_ms: row.durationMs,
    error: row.error,
  };
}
