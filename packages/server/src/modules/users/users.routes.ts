import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { answerPage, baseUrlOf } from '../../http/pagination.ts';
import { errorResponses, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { parseListQuery } from '../models/filters/parse-list-query.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadObject, loadPage, serializeObject } from '../models/serialize.ts';
import type { Caller } from './caller.ts';
import type { Permissions } from './permissions.ts';
import type { Where } from '../models/filters/where.ts';

/** Users, as far as the caller may know of them: always themselves. */
export const userRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog } = context;
  const model = modelNamed(catalog, 'users.user');

  app.get(
    '/api/users/users/',
    {
      schema: {
        operationId: 'users_users_list',
        summary: 'List users',
        tags: ['users'],
        querystring: Type.Object({ ...pageQuery, q: Type.Optional(Type.String()) }),
        response: { 200: pageOf(Type.Ref('User'), 'A page of users.'), ...errorResponses },
      },
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const query = parseListQuery({ catalog, model }, request.query);
      const where = { $and: [query.where, await visibleUsers(request)] };
      const { count, objects } = await loadPage(context.em(), { catalog, model }, { ...query, where });
      const place = { catalog, baseUrl: baseUrlOf(request) };
      const results = objects.map((user) => serializeObject(place, model, user));
      return answerPage(request, query.page, { count, results });
    },
  );

  app.get(
    '/api/users/me/',
    {
      schema: {
        operationId: 'users_me',
        summary: 'Show whom the token belongs to',
        tags: ['users'],
        response: { 200: Type.Ref('User', { description: 'The user.' }), ...errorResponses },
      },
    },
    async (request) => showUser(request.caller.id, baseUrlOf(request), {}),
  );

  app.get(
    '/api/users/users/:id/',
    {
      schema: {
        operationId: 'users_users_retrieve',
        summary: 'Show a user',
        tags: ['users'],
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: { 200: Type.Ref('User', { description: 'The user.' }), ...errorResponses },
      },
    },
    async (request) => showUser(request.params.id, baseUrlOf(request), await visibleUsers(request)),
  );

  async function showUser(id: string, baseUrl: string, visible: Where): Promise<unknown> {
    const where = { $and: [{ id }, visible] };
    const user = await loadObject(context.em(), { catalog, model }, where);
    if (!user) throw new NotFoundError();
    return serializeObject({ catalog, baseUrl }, model, user);
  }
};

async function visibleUsers(by: { permissions: Permissions; caller: Caller }): Promise<Where> {
  const grant = await by.permissions.grant('view', 'users.user');
  if (grant?.objects === 'all') return {};
  const self = { id: by.caller.id };
  return grant ? { $or: [self, grant.where] } : self;
}
