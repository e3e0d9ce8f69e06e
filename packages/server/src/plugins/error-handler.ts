import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { RateLimitedError, SignInThrottledError } from '../errors.ts';
import { answerError } from './error-table.ts';
import { asksForPage } from './web-ui.ts';

/** Answers all errors in one form: `{ "detail": …, "code": … }` or `{ "<field>": ["…"] }`, with an `Error-Code` header. */
export const errorHandler = fastifyPlugin(
  async (app: FastifyInstance) => {
    app.setErrorHandler((error, request, reply) => {
      const answer = answerError(error);
      if (answer.status >= 500) request.log.error({ err: error }, 'request failed');
      else request.log.debug({ err: error, code: answer.code }, 'request refused');
      if (error instanceof SignInThrottledError || error instanceof RateLimitedError)
        void reply.header('retry-after', error.retryAfterS);
      if (answer.status === 401) void reply.header('www-authenticate', 'Token realm="api"');
      return reply
        .code(answer.status)
        .type('application/json; charset=utf-8')
        .header('error-code', answer.code)
        .serializer((body: unknown) => JSON.stringify(body, null, request.jsonIndent))
        .send(answer.body);
    });
    app.setNotFoundHandler((request, reply) => {
      if (app.sendPage && asksForPage(request)) return app.sendPage(reply);
      const path = request.url.split('?')[0] ?? '/';
      const allowed = allowedMethods(app, path, request.method);
      const [status, code, detail] =
        allowed.length > 0
          ? ([405, 'JOBWRIGHT_METHOD_NOT_ALLOWED', `Method "${request.method}" not allowed.`] as const)
          : ([404, 'JOBWRIGHT_NOT_FOUND', 'Not found.'] as const);
      if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
      return reply.code(status).header('error-code', code).send({ detail, code });
    });
  },
  { name: 'error-handler' },
);

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/** Methods that the address does take, when the asked one is not among them. */
function allowedMethods(app: FastifyInstance, url: string, asked: string): readonly string[] {
  return methods.filter((method) => method !== asked && app.findRoute({ method, url }) !== null);
}
