import { NotFoundError } from '../../errors.ts';
import { apiVersion } from '../../http/api-version.ts';
import type { AppContext } from '../../http/app-context.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';

/** Endpoints of the platform itself, by app. */
const platformEndpoints: Readonly<Record<string, readonly string[]>> = {
  extras: [
    'audit-events',
    'git-repositories',
    'job-modules',
    'job-results',
    'jobs',
    'models',
    'object-changes',
    'secrets',
    'workers',
  ],
  users: ['groups', 'permissions', 'tokens', 'users'],
};

/** The entrance: which apps there are, and what each offers. */
export const apiRootRoutes: FastifyPluginAsyncTypebox<{ readonly context: AppContext }> = async (app, { context }) => {
  const endpoints = collectEndpoints(context);

  app.get(
    '/api/',
    {
      schema: {
        operationId: 'api_root',
        summary: 'List the apps',
        tags: ['api'],
        response: {
          200: Type.Record(Type.String(), Type.String(), { description: 'Address of each app.' }),
          401: errorResponses[401],
        },
      },
    },
    async (request) => {
      const base = `${baseUrlOf(request)}/api`;
      const apps = [...endpoints.keys()].sort().map((name) => [name, `${base}/${name}/`]);
      return Object.fromEntries([...apps, ['status', `${base}/status/`]]) as Record<string, string>;
    },
  );

  app.get(
    '/api/:app/',
    {
      schema: {
        operationId: 'api_app_root',
        summary: 'List the endpoints of an app',
        tags: ['api'],
        params: Type.Object({ app: Type.String() }),
        response: {
          200: Type.Record(Type.String(), Type.String(), { description: 'Address of each endpoint.' }),
          401: errorResponses[401],
          404: errorResponses[404],
        },
      },
    },
    async (request) => {
      const names = endpoints.get(request.params.app);
      if (!names) throw new NotFoundError();
      const base = `${baseUrlOf(request)}/api/${request.params.app}`;
      return Object.fromEntries(names.map((name) => [name, `${base}/${name}/`]));
    },
  );

  app.get(
    '/api/status/',
    {
      schema: {
        operationId: 'api_status',
        summary: 'Tell whether the server is ready; needs no token',
        tags: ['api'],
        security: [],
        response: {
          200: Type.Object(
            { status: Type.Literal('ok'), api_version: Type.String(), uptime_s: Type.Integer() },
            { description: 'The server is ready.' },
          ),
        },
      },
      config: { public: true },
    },
    async () => ({ status: 'ok' as const, api_version: apiVersion, uptime_s: Math.floor(process.uptime()) }),
  );
};

function collectEndpoints(context: AppContext): ReadonlyMap<string, readonly string[]> {
  const all = new Map<string, Set<string>>();
  for (const [name, list] of Object.entries(platformEndpoints)) all.set(name, new Set(list));
  for (const [name, models] of context.catalog.apps()) {
    const list = all.get(name) ?? new Set();
    for (const model of models) list.add(model.endpoint);
    all.set(name, list);
  }
  return new Map([...all].map(([name, list]) => [name, [...list].sort()]));
}
