import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { apiVersion } from '../http/api-version.ts';
import type { TSchema } from '../http/typebox.ts';

export interface OpenApiOptions {
  /** Schemas that routes refer to by `$id`; they become the document's components. */
  readonly components: readonly TSchema[];
}

/** The page asks for nothing but the files and the API of this server. Its styles are partly inline. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The OpenAPI document at `/api/openapi.json` and a page for people at `/api/docs`, all of it from this server. */
export const openApi = fastifyPlugin(
  async (app: FastifyInstance, options: OpenApiOptions) => {
    for (const component of options.components) app.addSchema(component);
    await app.register(fastifySwagger, {
      openapi: {
        openapi: '3.1.0',
        info: {
          title: 'Jobwright',
          version: apiVersion,
          description: 'Run custom logic on your own data, safely, on demand.',
          license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
        },
        servers: [{ url: '/' }],
        components: {
          securitySchemes: {
            token: {
              type: 'apiKey',
              in: 'header',
              name: 'Authorization',
              description: '`Token <key>` or `Bearer <key>`',
            },
          },
        },
        security: [{ token: [] }],
      },
      refResolver: {
        // Every component has an id.
        buildLocalReference: (json) => (typeof json['$id'] === 'string' ? json['$id'] : 'unnamed'),
      },
    });
    app.get('/api/openapi.json', { schema: { hide: true }, config: { public: true } }, async (_request, reply) => {
      return reply.type('application/json; charset=utf-8').send(app.swagger());
    });
    await app.register(fastifySwaggerUi, {
      routePrefix: '/api/docs',
      staticCSP: policy,
      uiConfig: { url: '/api/openapi.json', deepLinking: true, persistAuthorization: false },
    });
  },
  { name: 'openapi' },
);

/** Without a UI, whoever opens the server's address in a browser finds something to read. */
export async function homeRoute(app: FastifyInstance): Promise<void> {
  app.get('/', { schema: { hide: true }, config: { public: true } }, async (_request, reply) =>
    reply.redirect('/api/docs/'),
  );
}
