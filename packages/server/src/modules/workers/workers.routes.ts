import { isoSql } from '../../database/iso-sql.ts';
import { PermissionDeniedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, nullable } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { jobResultUrl } from '../job-results/serialize-job-result.ts';
import { requireGrant } from '../users/permissions.ts';
import { workerIsAliveSql } from './live-workers.ts';

const dateTime = Type.String({ format: 'date-time' });

const WorkersSchema = Type.Object(
  {
    workers: Type.Array(
      Type.Object({
        number: Type.Integer(),
        hostname: Type.String(),
        pid: Type.Integer(),
        slots: Type.Integer({ description: 'Runs at the same time. 0: a server that syncs git repositories.' }),
        version: Type.String(),
        started: dateTime,
        running: Type.Array(Type.Ref('NestedObject', { description: 'What it does at the moment.' })),
      }),
    ),
    queue: Type.Object({
      pending: Type.Integer({ description: 'Runs and syncs that wait.' }),
      running: Type.Integer(),
      oldest_pending: nullable(Type.String({ description: 'Since when the one that waits longest does.' })),
      median_wait_ms: nullable(Type.Number({ description: 'From request to start, over the last hour.' })),
    }),
  },
  { description: 'The live workers and the queue.' },
);

interface WorkerRow {
  readonly number: number;
  readonly hostname: string;
  readonly pid: number;
  readonly slots: number;
  readonly version: string;
  readonly started: string;
  readonly running: readonly { readonly id: string; readonly name: string }[];
}

interface QueueRow {
  readonly pending: number;
  readonly running: number;
  readonly oldest_pending: string | null;
  readonly median_wait_ms: number | null;
}

const workersSql = `
select worker.number, worker.hostname, worker.pid, worker.slots, worker.version, ${isoSql('worker.started')} as started,
  coalesce((select json_agg(json_build_object('id', result.id, 'name', result.job_name) order by result.started)
    from extras_job_result as result where result.worker_id = worker.number and result.status = 'running'), '[]') as running
from extras_worker as worker where worker.stopped is null and ${workerIsAliveSql} order by worker.number`;

const queueSql = `
select count(*) filter (where status = 'pending')::int as pending, count(*) filter (where status = 'running')::int as running,
  ${isoSql("min(created) filter (where status = 'pending')")} as oldest_pending,
  (select percentile_cont(0.5) within group (order by extract(epoch from started - created) * 1000)
   from extras_job_result where created > now() - interval '1 hour' and started is not null)::float8 as median_wait_ms
from extras_job_result where status in ('pending', 'running')`;

/** What takes runs at the moment, and what waits for it. */
export const workerRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  app.get(
    '/api/extras/workers/',
    {
      schema: {
        operationId: 'extras_workers_list',
        summary: 'Show the live workers, what they run, and the queue',
        description: 'For those who may view every job result.',
        tags: ['extras'],
        response: { 200: WorkersSchema, ...errorResponses },
      },
    },
    async (request) => {
      // It names runs of everybody: for those who may see all of them.
      const restriction = await requireGrant(request.permissions, 'view', 'extras.jobresult');
      if (restriction) throw new PermissionDeniedError();
      const { pool } = context.database;
      const [workers, queue] = await Promise.all([pool.query<WorkerRow>(workersSql), pool.query<QueueRow>(queueSql)]);
      const base = baseUrlOf(request);
      return {
        workers: workers.rows.map(({ running, ...worker }) => ({
          ...worker,
          running: running.map(({ id, name }) => ({ id, url: jobResultUrl(base, id), display: name })),
        })),
        queue: queue.rows[0] ?? { pending: 0, running: 0, oldest_pending: null, median_wait_ms: null },
      };
    },
  );
};
