import type { FastifyInstance, FastifyRequest } from 'fastify';
import { queryOn } from '../../database/query.ts';
import { InputInvalidError, NotFoundError, RequestMalformedError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { conflictResponse, errorResponses, pageOf } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox, type TSchema } from '../../http/typebox.ts';
import type { Query } from '../../registry/index.ts';
import { requireGrant } from '../users/permissions.ts';
import { isUuid } from './filters/parse-value.ts';
import { parseListQuery, type RawQuery } from './filters/parse-list-query.ts';
import { ChangeRecorder } from './change-recorder.ts';
import type { RestModel } from './model-catalog.ts';
import { describeFilters, schemaNames } from './model-schemas.ts';
import { findPage } from './find-page.ts';
import { readObjects } from './read-objects.ts';
import type { SerializedObject } from './serialize.ts';
import { createObjects, deleteObjects, updateObjects, type Body, type WriteScope } from './write-model.ts';

/** Most objects that one request may create, change or delete. */
const maxBulkCount = 1000;

/** List, detail, create, update and delete for each model of the plugins, with bulk forms on the list's address. */
export const modelRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const recorder = new ChangeRecorder(context.hostModels);
  for (const model of context.catalog.models) registerModel(app, { ...context, recorder }, model);
};

interface ModelRouteContext extends AppContext {
  readonly recorder: ChangeRecorder;
}

/** Schemas of these routes are for the document: the models' own checks say more than a schema could. */
const unchecked = () => () => true;

function registerModel(app: FastifyInstance, context: ModelRouteContext, model: RestModel): void {
  const { catalog, hostModels, recorder } = context;
  const query: Query = queryOn(context.database.pool);
  const names = schemaNames(model);
  const name = `${model.app}_${model.endpoint.replaceAll('-', '_')}`;
  const tags = [model.app];
  const read = Type.Ref(names.read, { description: `The ${model.verboseName}.` });
  const params = Type.Object({ id: Type.String({ format: 'uuid' }) });
  const responses = { ...errorResponses, ...conflictResponse };

  const showMany = async (request: FastifyRequest, ids: readonly string[]): Promise<readonly SerializedObject[]> => {
    const sight = await request.permissions.sight();
    return readObjects(
      { em: context.em(), query, catalog, hostModels, sight, baseUrl: baseUrlOf(request) },
      model,
      ids,
    );
  };
  const showOne = async (request: FastifyRequest, id: string): Promise<SerializedObject> => {
    const [shown] = await showMany(request, [id]);
    if (!shown) throw missing(model, id);
    return shown;
  };
  const writeScope = (request: FastifyRequest): WriteScope => ({
    em: context.em(),
    catalog,
    model,
    caller: request.caller,
    permissions: request.permissions,
    recorder,
    author: { userId: request.caller.id, userName: request.caller.username, requestId: request.id },
  });

  app.get(
    model.path,
    {
      schema: {
        operationId: `${name}_list`,
        summary: `List ${model.verboseNamePlural}`,
        tags,
        querystring: describeFilters(model),
        response: { 200: pageOf(Type.Ref(names.read), `A page of ${model.verboseNamePlural}.`), ...errorResponses },
      },
      validatorCompiler: unchecked,
    },
    async (request) => {
      const restriction = await requireGrant(request.permissions, 'view', model.label);
      const sight = await request.permissions.sight();
      const query = parseListQuery({ catalog, sight, model }, request.query as RawQuery);
      const where = restriction ? { $and: [query.where, restriction] } : query.where;
      const { count, ids } = await findPage(context.em(), model, { ...query, where });
      return answerPage(request, query.page, { count, results: await showMany(request, ids) });
    },
  );

  app.get(
    `${model.path}:id/`,
    {
      schema: {
        operationId: `${name}_retrieve`,
        summary: `Show a ${model.verboseName}`,
        tags,
        params,
        response: { 200: read, ...errorResponses },
      },
      validatorCompiler: unchecked,
    },
    async (request) => {
      const restriction = await requireGrant(request.permissions, 'view', model.label);
      const id = idOf(request, model);
      if (restriction) {
        const visible = await context.em().count(model.meta.class, { $and: [{ id }, restriction] });
        if (visible === 0) throw missing(model, id);
      }
      return showOne(request, id);
    },
  );

  app.post(
    model.path,
    {
      schema: {
        operationId: `${name}_create`,
        summary: `Create a ${model.verboseName}, or a list of them`,
        tags,
        body: oneOrMany(Type.Ref(names.write)),
        response: { 201: oneOrMany(read), ...responses },
      },
      validatorCompiler: unchecked,
    },
    async (request, reply) => {
      const bodies = readBodies(request.body);
      const ids = await createObjects(writeScope(request), bodies);
      void reply.code(201);
      return Array.isArray(request.body) ? showMany(request, ids) : showOne(request, ids[0] ?? '');
    },
  );

  for (const { method, verb, summary, body } of [
    { method: 'PATCH' as const, verb: 'partial_update', summary: 'Change', body: names.patch },
    { method: 'PUT' as const, verb: 'update', summary: 'Replace', body: names.write },
  ]) {
    const options = { partial: method === 'PATCH' };
    app.route({
      method,
      url: `${model.path}:id/`,
      schema: {
        operationId: `${name}_${verb}`,
        summary: `${summary} a ${model.verboseName}`,
        tags,
        params,
        body: Type.Ref(body),
        response: { 200: read, ...responses },
      },
      validatorCompiler: unchecked,
      handler: async (request) => {
        const id = idOf(request, model);
        if (Array.isArray(request.body)) throw new RequestMalformedError('The body must be a JSON object.');
        const [single = {}] = readBodies(request.body);
        await updateObjects(writeScope(request), [{ id, body: single }], options);
        return showOne(request, id);
      },
    });
    app.route({
      method,
      url: model.path,
      schema: {
        operationId: `${name}_bulk_${verb}`,
        summary: `${summary} several ${model.verboseNamePlural}; each item names its id`,
        tags,
        body: Type.Array(Type.Intersect([Type.Object({ id: Type.String({ format: 'uuid' }) }), Type.Ref(body)])),
        response: { 200: Type.Array(read, { description: 'The objects, in order.' }), ...responses },
      },
      validatorCompiler: unchecked,
      handler: async (request) => {
        const updates = readIdentified(request.body);
        await updateObjects(writeScope(request), updates, options);
        return showMany(
          request,
          updates.map(({ id }) => id),
        );
      },
    });
  }

  app.delete(
    `${model.path}:id/`,
    {
      schema: {
        operationId: `${name}_destroy`,
        summary: `Delete a ${model.verboseName}`,
        tags,
        params,
        response: { 204: Type.Null({ description: 'It is deleted.' }), ...responses },
      },
      validatorCompiler: unchecked,
    },
    async (request, reply) => {
      await deleteObjects(writeScope(request), [idOf(request, model)]);
      return reply.code(204).send(null);
    },
  );

  app.delete(
    model.path,
    {
      schema: {
        operationId: `${name}_bulk_destroy`,
        summary: `Delete several ${model.verboseNamePlural}; each item names its id`,
        tags,
        body: Type.Array(Type.Object({ id: Type.String({ format: 'uuid' }) })),
        response: { 204: Type.Null({ description: 'They are deleted.' }), ...responses },
      },
      validatorCompiler: unchecked,
    },
    async (request, reply) => {
      const ids = readIdentified(request.body).map(({ id }) => id);
      await deleteObjects(writeScope(request), ids);
      return reply.code(204).send(null);
    },
  );
}

function missing(model: RestModel, id: string): NotFoundError {
  return new NotFoundError(`There is no ${model.verboseName} ${id}.`);
}

function oneOrMany(schema: TSchema): TSchema {
  return Type.Union([schema, Type.Array(schema)], { description: 'One object, or a list as long as the request’s.' });
}

/** An address that cannot be one of an object leads nowhere. */
function idOf(request: FastifyRequest, model: RestModel): string {
  const { id } = request.params as { readonly id: string };
  if (!isUuid(id)) throw missing(model, id);
  return id.toLowerCase();
}

function readBodies(body: unknown): readonly Body[] {
  const items: readonly unknown[] = Array.isArray(body) ? body : [body];
  if (items.length > maxBulkCount) throw new RequestMalformedError(`Send at most ${maxBulkCount} objects at once.`);
  return items.map((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) {
      throw new RequestMalformedError('The body must be a JSON object, or a list of them.');
    }
    return item as Body;
  });
}

function readIdentified(body: unknown): readonly { readonly id: string; readonly body: Body }[] {
  if (!Array.isArray(body)) throw new RequestMalformedError('The body must be a list of objects, each with its id.');
  const bodies = readBodies(body);
  const problems = bodies.flatMap((item, index) =>
    typeof item['id'] === 'string' && isUuid(item['id']) ? [] : [[`${index}.id`, ['Must be a valid UUID.']] as const],
  );
  if (problems.length > 0) throw new InputInvalidError(Object.fromEntries(problems));
  return bodies.map((item) => ({ id: String(item['id']).toLowerCase(), body: item }));
}
