import type { FastifyInstance } from 'fastify';
import { NotFoundError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf } from '../../../http/response-schemas.ts';
import { Type } from '../../../http/typebox.ts';
import { describeFilters } from '../../models/model-schemas.ts';
import { parseListQuery, type RawQuery } from '../../models/filters/parse-list-query.ts';
import { loadObject, loadPage, serializeObject, type ModelEntity } from '../../models/serialize.ts';
import type { AdminBody, AdminResource } from './admin-resource.ts';
import { changeAdminObject, createAdminObject, deleteAdminObject, type AdminWrite } from './write-admin-object.ts';

type WithId = { readonly id: string };

/** List, detail, create, change and delete of one kind of object that administers access. */
export function registerAdminResource(app: FastifyInstance, context: AppContext, resource: AdminResource): void {
  const { catalog } = context;
  const { component, model, noun, operation, plural } = resource;
  const tags = ['users'];
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const responses = { ...errorResponses, ...conflictResponse };
  const shown = Type.Ref(component, { description: 'The object.' });
  const show = (object: ModelEntity, baseUrl: string): unknown => serializeObject({ catalog, baseUrl }, model, object);

  app.get(
    model.path,
    {
      schema: {
        operationId: `${operation}_list`,
        summary: `List ${plural}`,
        tags,
        querystring: describeFilters(model),
        response: { 200: pageOf(Type.Ref(component), 'A page of them.'), ...errorResponses },
      },
      validatorCompiler: () => () => true, // the filters explain themselves better than a schema could
    },
    async (request) => {
      const visible = await resource.visible(request);
      const query = parseListQuery({ catalog, model }, request.query as RawQuery);
      const where = { $and: [query.where, visible] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      const results = objects.map((object) => show(object, baseUrlOf(request)));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    `${model.path}:id/`,
    {
      schema: {
        operationId: `${operation}_retrieve`,
        summary: `Show ${noun}`,
        tags,
        params,
        response: { 200: shown, ...errorResponses },
      },
    },
    async (request) => {
      const visible = await resource.visible(request);
      const { id } = request.params as WithId;
      const found = await loadObject(context.em(), { catalog, model }, { $and: [{ id }, visible] });
      if (!found) throw new NotFoundError();
      return show(found, baseUrlOf(request));
    },
  );

  app.post(
    model.path,
    {
      schema: {
        operationId: `${operation}_create`,
        summary: `Create ${noun}`,
        tags,
        body: resource.createSchema,
        response: { 201: shown, ...responses },
      },
    },
    async (request, reply) => {
      const write: AdminWrite = { context, resource, request };
      const created = await createAdminObject(write, request.body as AdminBody);
      void reply.code(201);
      return show(created, baseUrlOf(request));
    },
  );

  app.patch(
    `${model.path}:id/`,
    {
      schema: {
        operationId: `${operation}_partial_update`,
        summary: `Change ${noun}; what is left out stays`,
        tags,
        params,
        body: resource.changeSchema,
        response: { 200: shown, ...responses },
      },
    },
    async (request) => {
      const write: AdminWrite = { context, resource, request };
      const { id } = request.params as WithId;
      return show(await changeAdminObject(write, id, request.body as AdminBody), baseUrlOf(request));
    },
  );

  app.delete(
    `${model.path}:id/`,
    {
      schema: {
        operationId: `${operation}_destroy`,
        summary: `Delete ${noun}`,
        tags,
        params,
        response: { 204: Type.Null({ description: 'It is deleted.' }), ...responses },
      },
    },
    async (request, reply) => {
      await deleteAdminObject({ context, resource, request }, (request.params as WithId).id);
      return reply.code(204).send(null);
    },
  );
}
