import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { apiVersion } from '../http/api-version.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Columns by which JSON of the answer is indented, 0 for none: what `Accept: application/json; indent=4` asks for. */
    jsonIndent: number;
  }
}

/** `API-Version` and `Request-Id` on every answer, and indentation for those who read answers in a terminal. */
export const responseFormat = fastifyPlugin(
  async (app: FastifyInstance) => {
    app.decorateRequest('jsonIndent', 0);
    app.addHook('onRequest', async (request, reply) => {
      void reply.header('api-version', apiVersion).header('request-id', request.id);
      request.jsonIndent = readIndent(request);
      if (request.jsonIndent > 0) {
        void reply.serializer((body: unknown) => JSON.stringify(body, null, request.jsonIndent));
      }
    });
    app.addHook('preSerialization', async (request, reply, payload) => {
      // Fastify leaves the type to whoever brings a serializer.
      if (request.jsonIndent > 0) void reply.type('application/json; charset=utf-8');
      return payload;
    });
  },
  { name: 'response-format' },
);

function readIndent(request: FastifyRequest): number {
  const accept = request.headers.accept ?? '';
  if (!accept.includes('indent')) return 0;
  const json = accept.split(',').find((range) => /^\s*(application\/json|\*\/\*)/.test(range));
  const indent = Number(/;\s*indent=(\d{1,2})\b/.exec(json ?? '')?.[1] ?? 0);
  return Math.min(indent, 10);
}
