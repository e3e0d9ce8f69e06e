import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFoundError } from '../../../errors.ts';
import type { AppContext } from '../../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf } from '../../../http/response-schemas.ts';
import { Type } from '../../../http/typebox.ts';
import { describeFilters } from '../../models/model-schemas.ts';
import { parseListQuery, type RawQuery } from '../../models/filters/parse-list-query.ts';
import type { ModelEntity } from '../../models/model-entity.ts';
import { loadObject, loadPage, showObjects } from '../../models/serialize.ts';
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
  const showMany = async (request: FastifyRequest, objects: readonly ModelEntity[]): Promise<readonly unknown[]> => {
    const scope = { em: context.em(), catalog, baseUrl: baseUrlOf(request), sight: await request.permissions.sight() };
    return showObjects(scope, model, objects);
  };
  const show = async (request: FastifyRequest, object: ModelEntity): Promise<unknown> =>
    (await showMany(request, [object]))[0];

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
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query as RawQuery);
      const where = { $and: [query.where, visible] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      return answerPage(request, query.page, { count, results: await showMany(request, objects) });
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
      return show(request, found);
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
      return show(request, created);
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
      return show(request, await changeAdminObject(write, id, request.body as AdminBody));
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
