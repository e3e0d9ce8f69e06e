import type { FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import {
  parseListQuery,
  type ListQuery,
  type ListQueryOptions,
  type RawQuery,
} from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { describeFilters } from '../models/model-schemas.ts';
import { loadObject, loadPage, serializeObject, type SerializeContext } from '../models/serialize.ts';
import { requireGrant } from '../users/permissions.ts';
import { AuditEvent } from './audit-event.entity.ts';
import { exportQuery, parseExportFormat, sendExport } from './export-records.ts';

const path = '/api/extras/audit-events/';

/** The audit log: it is read, and nothing else. */
export const auditRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog } = context;
  const model = modelNamed(catalog, 'extras.auditevent');
  const tags = ['audit'];
  const querystring = describeFilters(model);
  // The filters explain themselves better than a schema could.
  const validatorCompiler = () => () => true;

  const read = async (
    request: FastifyRequest,
    options: ListQueryOptions = {},
  ): Promise<ListQuery & { readonly place: SerializeContext }> => {
    const restriction = await requireGrant(request.permissions, 'view', model.label);
    const sight = await request.permissions.sight();
    const query = parseListQuery({ catalog, sight, model }, request.query as RawQuery, options);
    const where = { $and: [query.where, restriction ?? {}] };
    return { ...query, where, place: { catalog, baseUrl: baseUrlOf(request) } };
  };

  app.get(
    path,
    {
      schema: {
        operationId: 'extras_audit_events_list',
        summary: 'List the audit log, newest first',
        tags,
        querystring,
        response: { 200: pageOf(Type.Ref('AuditEvent'), 'A page of events.'), ...errorResponses },
      },
      validatorCompiler,
    },
    async (request) => {
      const query = await read(request);
      const { count, objects } = await loadPage(context.em(), { catalog, model }, query);
      const results = objects.map((event) => serializeObject(query.place, model, event));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    `${path}export/`,
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'extras_audit_events_export',
        summary: 'Export the audit log, oldest first, as lines of JSON or as a table',
        description: 'Takes the filters of the list. `limit`, `offset` and `ordering` have no meaning here.',
        tags,
        querystring: Type.Composite([querystring, Type.Object(exportQuery)]),
        produces: ['application/x-ndjson', 'text/csv'],
        response: {
          200: Type.String({ description: 'NDJSON with an `AuditEvent` in each line, or CSV.' }),
          ...errorResponses,
        },
      },
      validatorCompiler,
    },
    async (request, reply) => {
      const format = parseExportFormat(request.query);
      const { where, place } = await read(request, { reserved: ['format'] });
      return sendExport(reply, 'audit-events', {
        em: context.em(),
        entity: AuditEvent,
        where,
        format,
        columns: model.fields.map(({ name }) => name),
        show: async (events) => events.map((event) => serializeObject(place, model, event)),
      });
    },
  );

  app.get(
    `${path}:id/`,
    {
      schema: {
        operationId: 'extras_audit_events_retrieve',
        summary: 'Show an event of the audit log',
        tags,
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: Type.Ref('AuditEvent', { description: 'The event.' }), ...errorResponses },
      },
    },
    async (request) => {
      const restriction = await requireGrant(request.permissions, 'view', model.label);
      const where = { $and: [{ id: request.params.id }, restriction ?? {}] };
      const event = await loadObject(context.em(), { catalog, model }, where);
      if (!event) throw new NotFoundError();
      return serializeObject({ catalog, baseUrl: baseUrlOf(request) }, model, event);
    },
  );
};
