import type { FastifyRequest } from 'fastify';
import { queryIn } from '../../database/query.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadObject, loadPage, serializeObject } from '../models/serialize.ts';
import type { PermissionAction } from '../users/permissions.ts';
import { userFilter } from '../users/user-filter.ts';
import { changeSchedule } from './change-schedule.ts';
import { findSchedule, reachableSchedules } from './find-schedule.ts';
import { queueSchedule } from './queue-schedule.ts';
import { recordSchedule, snapshotOfSchedule } from './record-schedule.ts';
import { ScheduleChangeSchema } from './schedules.schemas.ts';

const path = '/api/extras/scheduled-jobs/';

/** Schedules: list, show, change, delete. A run request with `schedule` makes one. */
export const scheduleRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog } = context;
  const model = modelNamed(catalog, 'extras.scheduledjob');
  const tags = ['scheduled-jobs'];
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const found = Type.Ref('ScheduledJob', { description: 'The schedule.' });

  app.get(
    path,
    {
      schema: {
        operationId: 'extras_scheduled_jobs_list',
        summary: 'List schedules, those that run next first',
        description: 'One’s own, and those that a permission opens.',
        tags,
        querystring: Type.Object({ ...pageQuery, q: Type.Optional(Type.String()) }),
        response: { 200: pageOf(Type.Ref('ScheduledJob'), 'A page of schedules.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query, { extra: userFilter });
      const reachable = await reachableSchedules(request, 'view');
      const where = { $and: [query.where, reachable] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      const place = { catalog, baseUrl: baseUrlOf(request) };
      const results = objects.map((schedule) => serializeObject(place, model, schedule));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_scheduled_jobs_retrieve',
        summary: 'Show a schedule',
        tags,
        params,
        response: { 200: found, ...errorResponses },
      },
    },
    async (request) => {
      const { id } = await findSchedule(context.em(), request.params.id, asking(request, 'view'));
      return await showSchedule(context, id, baseUrlOf(request));
    },
  );

  app.patch(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_scheduled_jobs_partial_update',
        summary: 'Change when a schedule runs, or whether it does',
        description: 'What it runs, and as whom, never changes: make a new one for that.',
        tags,
        params,
        body: ScheduleChangeSchema,
        response: { 200: found, ...errorResponses },
      },
    },
    async (request) => {
      const em = context.em();
      const schedule = await findSchedule(em, request.params.id, asking(request, 'change'));
      await em.transactional(async (inner) => {
        const before = snapshotOfSchedule(model, schedule);
        changeSchedule(schedule, request.body, new Date());
        await inner.flush();
        await recordSchedule(inner, request, { model, action: 'update', schedule, before });
        await queueSchedule(queryIn(inner), schedule.id, schedule.nextRun ?? null);
      });
      return await showSchedule(context, schedule.id, baseUrlOf(request));
    },
  );

  app.delete(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_scheduled_jobs_destroy',
        summary: 'Delete a schedule; the results of its runs stay',
        tags,
        params,
        response: { 204: Type.Null({ description: 'The schedule is gone.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const em = context.em();
      const schedule = await findSchedule(em, request.params.id, asking(request, 'delete'));
      await em.transactional(async (inner) => {
        const before = snapshotOfSchedule(model, schedule);
        await recordSchedule(inner, request, { model, action: 'delete', schedule, before });
        await queueSchedule(queryIn(inner), schedule.id, null);
        await inner.remove(schedule).flush();
      });
      return reply.code(204).send(null);
    },
  );
};

function asking({ permissions, caller }: FastifyRequest, action: PermissionAction): Parameters<typeof findSchedule>[2] {
  return { permissions, caller, action };
}

/** A schedule as REST shows it. @throws {@link NotFoundError} */
export async function showSchedule(context: AppContext, id: string, baseUrl: string): Promise<object> {
  const { catalog } = context;
  const model = modelNamed(catalog, 'extras.scheduledjob');
  const schedule = await loadObject(context.em(), { catalog, model }, { id });
  if (!schedule) throw new NotFoundError();
  return serializeObject({ catalog, baseUrl }, model, schedule);
}
