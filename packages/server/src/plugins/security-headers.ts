import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

export interface SecurityHeadersOptions {
  /** Pages of other sites that may ask with a token. Cookies are never taken from them. */
  readonly corsOrigins: readonly string[];
}

/** Pages that bring a policy of their own replace this one: answers of the API need nothing. */
const contentSecurityPolicy = {
  useDefaults: false,
  directives: {
    'default-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ["'none'"],
  },
};

/** Headers that tell browsers what not to do with answers, and which other sites may read them: none, by default. */
export const securityHeaders = fastifyPlugin(
  async (app: FastifyInstance, { corsOrigins }: SecurityHeadersOptions) => {
    await app.register(fastifyHelmet, {
      contentSecurityPolicy,
      // The server answers for its own name alone, and browsers take this over https only.
      strictTransportSecurity: { maxAge: 180 * 24 * 3600, includeSubDomains: false },
      xFrameOptions: { action: 'deny' },
    });
    if (corsOrigins.length > 0) {
      await app.register(fastifyCors, {
        origin: [...corsOrigins],
        credentials: false,
        methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
        exposedHeaders: ['API-Version', 'Error-Code', 'Request-Id', 'Retry-After'],
        maxAge: 600,
      });
    }
  },
  { name: 'security-headers' },
);
