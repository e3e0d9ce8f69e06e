import type { FastifyInstance, FastifyRequest } from 'fastify';
import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { parseListQuery, type RawQuery } from '../models/filters/parse-list-query.ts';
import type { Where } from '../models/filters/where.ts';
import type { ModelEntity } from '../models/model-entity.ts';
import { loadObject, loadPage, serializeObject, showObjects, type SerializedObject } from '../models/serialize.ts';
import type { AdministeredBody, AdministeredResource } from './administered-resource.ts';
import { reachOf } from './reach.ts';
import { changeObject, createObject, deleteObject } from './write-object.ts';

type WithId = { readonly id: string };

/** Path parameters of the address of one object. */
export const objectParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

const plainListQuery = Type.Object({ ...pageQuery, q: Type.Optional(Type.String()) });

/** List, detail, create, change and delete of one kind of object that people administer. */
export function registerAdministeredResource(
  app: FastifyInstance,
  context: AppContext,
  resource: AdministeredResource,
): void {
  const { catalog } = context;
  const { createSchema, changeSchema, document, model } = resource;
  const { answers, component, descriptions = {}, operation, summaries } = document;
  const tags = [document.tag];
  const one = Type.Ref(component, { description: answers.one });
  const address = `${model.path}:id/`;

  app.get(
    model.path,
    {
      schema: {
        operationId: `${operation}_list`,
        summary: summaries.list,
        ...describe(descriptions.list),
        tags,
        querystring: document.listQuery ?? plainListQuery,
        response: { 200: pageOf(Type.Ref(component), answers.page), ...errorResponses },
      },
      validatorCompiler: () => () => true, // the filters explain themselves better than a schema could
    },
    async (request) => {
      const reach = await reachOf(resource, request, 'view');
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query as RawQuery, resource.listOptions);
      const where = { $and: [query.where, reach] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      return answerPage(request, query.page, {
        count,
        results: await present(context, resource, { request, objects }),
      });
    },
  );

  app.get(
    address,
    {
      schema: {
        operationId: `${operation}_retrieve`,
        summary: summaries.retrieve,
        tags,
        params: objectParams,
        response: { 200: one, ...errorResponses },
      },
    },
    async (request) => {
      const reach = await reachOf(resource, request, 'view');
      return showStored(context, resource, { request, where: { $and: [{ id: idOf(request) }, reach] } });
    },
  );

  if (createSchema && summaries.create !== undefined) {
    app.post(
      model.path,
      {
        schema: {
          operationId: `${operation}_create`,
          summary: summaries.create,
          tags,
          body: createSchema,
          response: { 201: one, ...responsesOf('create') },
        },
      },
      async (request, reply) => {
        const created = await createObject({ context, resource, request }, request.body as AdministeredBody);
        void reply.code(201);
        return showWritten(request, created);
      },
    );
  }

  app.patch(
    address,
    {
      schema: {
        operationId: `${operation}_partial_update`,
        summary: summaries.change,
        ...describe(descriptions.change),
        tags,
        params: objectParams,
        body: changeSchema,
        response: { 200: one, ...responsesOf('change') },
      },
    },
    async (request) => {
      const write = { context, resource, request };
      return showWritten(request, await changeObject(write, idOf(request), request.body as AdministeredBody));
    },
  );

  app.delete(
    address,
    {
      schema: {
        operationId: `${operation}_destroy`,
        summary: summaries.delete,
        tags,
        params: objectParams,
        response: { 204: Type.Null({ description: answers.deleted }), ...responsesOf('delete') },
      },
    },
    async (request, reply) => {
      await deleteObject({ context, resource, request }, idOf(request));
      return reply.code(204).send(null);
    },
  );

  function responsesOf(write: 'create' | 'change' | 'delete'): Readonly<Record<number, TSchema>> {
    return document.conflicts?.includes(write) === true ? { ...errorResponses, ...conflictResponse } : errorResponses;
  }

  async function showWritten(request: FastifyRequest, written: ModelEntity): Promise<SerializedObject | undefined> {
    if (!resource.follow) return (await present(context, resource, { request, objects: [written] }))[0];
    await resource.follow(request, written);
    return showStored(context, resource, { request, where: { id: written.id } });
  }
}

/**
 * An object of a resource as its own page shows it.
 * @throws {@link NotFoundError} when none fulfils the condition
 */
export async function showStored(
  context: AppContext,
  resource: AdministeredResource,
  { request, where }: { readonly request: FastifyRequest; readonly where: Where },
): Promise<SerializedObject> {
  const { catalog } = context;
  const found = await loadObject(context.em(), { catalog, model: resource.model }, where);
  const [shown] = found ? await present(context, resource, { request, objects: [found] }) : [];
  if (!shown) throw new NotFoundError(resource.missing);
  return shown;
}

async function present(
  context: AppContext,
  { model, namesReferences = false }: AdministeredResource,
  { request, objects }: { readonly request: FastifyRequest; readonly objects: readonly ModelEntity[] },
): Promise<readonly SerializedObject[]> {
  const { catalog } = context;
  const place = { catalog, baseUrl: baseUrlOf(request) };
  if (namesReferences) return objects.map((object) => serializeObject(place, model, object));
  return showObjects({ ...place, em: context.em(), sight: await request.permissions.sight() }, model, objects);
}

function idOf(request: FastifyRequest): string {
  return (request.params as WithId).id;
}

function describe(description: string | undefined): { readonly description?: string } {
  return description === undefined ? {} : { description };
}
