import { NotFoundError } from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import { modelNamed } from '../models/model-catalog.ts';
import { loadObject, showObject } from '../models/serialize.ts';
import { registerAdministeredResource } from '../administration/administered-resource.routes.ts';
import { groupResource } from './administration/group-resource.ts';
import { permissionResource } from './administration/permission-resource.ts';
import { userResource } from './administration/user-resource.ts';

/** Users, groups and permissions; and whoever asks. */
export const userRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const { catalog } = context;
  const model = modelNamed(catalog, 'users.user');

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
    async (request) => {
      const user = await loadObject(context.em(), { catalog, model }, { id: request.caller.id });
      if (!user) throw new NotFoundError();
      const scope = {
        em: context.em(),
        catalog,
        baseUrl: baseUrlOf(request),
        sight: await request.permissions.sight(),
      };
      return showObject(scope, model, user);
    },
  );

  for (const describe of [userResource, groupResource, permissionResource]) {
    registerAdministeredResource(app, context, describe(context));
  }
};
