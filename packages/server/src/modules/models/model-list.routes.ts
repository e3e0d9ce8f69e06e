import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import type { Permissions } from '../users/permissions.ts';
import type { RestModel } from './model-catalog.ts';
import { describeModel, ModelDescriptionSchema, type ModelAction } from './describe-model.ts';

const actions = ['view', 'add', 'change', 'delete'] as const;

/** What models there are, with their fields: enough to make lists and forms of them. */
export const modelListRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (
  app,
  { context },
) => {
  const { catalog } = context;

  app.get(
    '/api/extras/models/',
    {
      schema: {
        operationId: 'extras_models_list',
        summary: 'List the models that the user may see, with their fields',
        tags: ['extras'],
        response: {
          200: Type.Array(ModelDescriptionSchema, { description: 'The models, by app.' }),
          401: errorResponses[401],
        },
      },
    },
    async (request) => {
      const granted = await Promise.all(
        catalog.models.map(async (model) => ({ model, actions: await grantedActions(request.permissions, model) })),
      );
      const visible = granted.filter((entry) => entry.actions.includes('view'));
      const visibleModels = visible.map(({ model }) => model);
      const scope = { catalog, visibleModels, sight: await request.permissions.sight(), base: baseUrlOf(request) };
      return visible.map(({ model, actions: may }) => describeModel(scope, model, may));
    },
  );
};

async function grantedActions(permissions: Permissions, model: RestModel): Promise<readonly ModelAction[]> {
  const grants = await Promise.all(actions.map((action) => permissions.grant(action, model.label)));
  return actions.filter((_, index) => grants[index] !== undefined);
}
