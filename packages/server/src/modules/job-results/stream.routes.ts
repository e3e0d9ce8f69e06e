import type { FastifyRequest } from 'fastify';
import { JobwrightError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { connectionSignal } from '../../http/connection-signal.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { requireVisible } from './find-job-result.ts';
import { resultParams, streamQuery } from './job-results.schemas.ts';
import { streamRun } from './stream-run.ts';

/** The log of a run while it happens. */
export const streamRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const stopping = new AbortController();
  app.addHook('preClose', async () => stopping.abort());

  app.get(
    '/api/extras/job-results/:id/logs/stream/',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'extras_job_results_logs_stream',
        summary: 'Follow a run as server-sent events',
        description:
          'Replays the log from the beginning, or from behind `after` or `Last-Event-ID`, then follows it. ' +
          'Events: `entry` (a log entry, its id is the sequence number), `progress`, `status`, and `end` when the run is over.',
        tags: ['job-results'],
        params: resultParams,
        querystring: streamQuery,
        produces: ['text/event-stream'],
        response: { 200: Type.String({ description: 'Server-sent events.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await requireVisible(context, id, request);
      const lastEventId = Number(request.headers['last-event-id'] ?? 0);
      const after = Math.max(request.query.after ?? 0, Number.isSafeInteger(lastEventId) ? lastEventId : 0);
      reply.hijack();
      const response = reply.raw;
      for (const [name, value] of Object.entries(reply.getHeaders())) {
        if (value !== undefined) response.setHeader(name, value);
      }
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache, no-transform',
        // The end of the stream is the end of the connection, so that a stopping server waits for nobody.
        connection: 'close',
        // Proxies that collect answers would hold the events back.
        'x-accel-buffering': 'no',
      });
      request.raw.socket.setNoDelay(true);
      try {
        await streamRun(response, {
          pool: context.database.pool,
          runEvents: context.runEvents,
          catalog: context.catalog,
          baseUrl: baseUrlOf(request),
          jobResultId: id,
          after,
          maySee: () => maySee(context, id, request),
          signal: connectionSignal(reply, stopping.signal),
        });
      } catch (error) {
        // The headers are gone: all that is left is to end, so that the client comes back with its last event id.
        request.log.error({ err: error }, 'stream of a run failed');
      } finally {
        response.end();
      }
    },
  );
};

/** Whether a request that was let in would be now. */
async function maySee(context: AppContext, id: string, request: FastifyRequest): Promise<boolean> {
  try {
    await requireVisible(context, id, { permissions: await request.readmit() });
    return true;
  } catch (error) {
    if (error instanceof JobwrightError && refusals.has(error.code)) return false;
    throw error;
  }
}

const refusals = new Set(['JOBWRIGHT_UNAUTHENTICATED', 'JOBWRIGHT_TOKEN_NETWORK', 'JOBWRIGHT_NOT_FOUND']);
