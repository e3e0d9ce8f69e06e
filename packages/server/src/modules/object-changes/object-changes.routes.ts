import type { FilterQuery } from '@mikro-orm/core';
import type { FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { exportQuery, parseExportFormat, sendExport } from '../audit/export-records.ts';
import { parseListQuery, type ListQuery, type RawQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { showObjects, urlOf } from '../models/serialize.ts';
import { requireGrant } from '../users/permissions.ts';
import { userFilter } from '../users/user-filter.ts';
import { ObjectChange } from './object-change.entity.ts';

/** Filters that people use; others of the list are taken too. */
const filters = {
  q: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  changed_object_type: Type.Optional(Type.String()),
  changed_object_id: Type.Optional(Type.String()),
  user: Type.Optional(Type.String({ description: 'Name or UUID of the user.' })),
  request_id: Type.Optional(Type.String()),
  job_result_id: Type.Optional(Type.String()),
  time__gte: Type.Optional(Type.String()),
  time__lte: Type.Optional(Type.String()),
};

const exportColumns = [
  'id',
  'time',
  'user.id',
  'user_name',
  'request_id',
  'action',
  'changed_object_type',
  'changed_object_id',
  'object_repr',
  'fields',
  'job_result.id',
];

/** Records of what was changed: they are read, and nothing else. */
export const objectChangeRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  const { catalog } = context;
  const model = modelNamed(catalog, 'extras.objectchange');
  const populate = ['user', 'jobResult.jobName'] as const;
  const fields = ['*', 'user.id', 'user.username', 'jobResult.id', 'jobResult.jobName'] as const;

  async function read(request: FastifyRequest, reserved: readonly string[] = []): Promise<ListQuery> {
    const restriction = await requireGrant(request.permissions, 'view', 'extras.objectchange');
    const sight = await request.permissions.sight();
    const options = { extra: userFilter, reserved };
    const query = parseListQuery({ catalog, sight, model }, request.query as RawQuery, options);
    return { ...query, where: { $and: [query.where, restriction ?? {}] } };
  }

  app.get(
    '/api/extras/object-changes/',
    {
      schema: {
        operationId: 'extras_object_changes_list',
        summary: 'List changes of objects, newest first',
        tags: ['object-changes'],
        querystring: Type.Object({ ...pageQuery, ...filters }),
        response: { 200: pageOf(Type.Ref('ObjectChange'), 'A page of object changes.'), ...errorResponses },
      },
      validatorCompiler: () => () => true, // the filters explain themselves better than a schema could
    },
    async (request) => {
      const query = await read(request);
      const where = query.where as FilterQuery<ObjectChange>;
      const em = context.em();
      const count = await em.count(ObjectChange, where);
      const changes = await em.find(ObjectChange, where, {
        populate: populate as never,
        fields: fields as never,
        orderBy: query.orderBy as never,
        ...query.page,
      });
      const results = await serialize(request, changes);
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    '/api/extras/object-changes/export/',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'extras_object_changes_export',
        summary: 'Export changes of objects, oldest first, as lines of JSON or as a table',
        description: 'Takes the filters of the list. `limit`, `offset` and `ordering` have no meaning here.',
        tags: ['object-changes'],
        querystring: Type.Object({ ...filters, ...exportQuery }),
        produces: ['application/x-ndjson', 'text/csv'],
        response: {
          200: Type.String({ description: 'NDJSON with an `ObjectChange` in each line, or CSV.' }),
          ...errorResponses,
        },
      },
      validatorCompiler: () => () => true,
    },
    async (request, reply) => {
      const format = parseExportFormat(request.query);
      const { where } = await read(request, ['format']);
      return sendExport(reply, 'object-changes', {
        em: context.em(),
        entity: ObjectChange,
        where,
        options: { populate, fields },
        format,
        columns: exportColumns,
        show: (changes) => serialize(request, changes),
      });
    },
  );

  app.get(
    '/api/extras/object-changes/:id/',
    {
      schema: {
        operationId: 'extras_object_changes_retrieve',
        summary: 'Show a change of an object',
        tags: ['object-changes'],
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: Type.Ref('ObjectChange', { description: 'The change.' }), ...errorResponses },
      },
    },
    async (request) => {
      const restriction = await requireGrant(request.permissions, 'view', 'extras.objectchange');
      const where = { $and: [{ id: request.params.id }, ...(restriction ? [restriction] : [])] };
      const change = await context.em().findOne(ObjectChange, where, {
        populate: populate as never,
        fields: fields as never,
      });
      if (!change) throw new NotFoundError();
      const [shown] = await serialize(request, [change]);
      return shown;
    },
  );

  async function serialize(
    request: FastifyRequest,
    changes: readonly ObjectChange[],
  ): Promise<readonly Record<string, unknown>[]> {
    const baseUrl = baseUrlOf(request);
    const scope = { em: context.em(), catalog, baseUrl, sight: await request.permissions.sight() };
    const shown = await showObjects(scope, model, changes);
    return changes.map((change, index) => {
      const changed = catalog.find(change.changedObjectType);
      return {
        ...shown[index],
        changed_object_url: changed ? urlOf(baseUrl, changed, change.changedObjectId) : null,
        fields: change.fields,
      };
    });
  }
};
