import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/**
 * JSON bodies, with an empty one taken as none: clients send `Content-Type: application/json` also without a body.
 * Keys that would reach a prototype are refused.
 */
export const jsonBody = fastifyPlugin(
  async (app: FastifyInstance) => {
    const parse = app.getDefaultJsonParser('error', 'error');
    app.removeContentTypeParser(['application/json', 'text/plain']);
    app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json\b/, { parseAs: 'string' }, (request, body, done) => {
      const text = String(body);
      if (text.trim() === '') done(null, undefined);
      else void parse(request, text, done);
    });
  },
  { name: 'json-body' },
);
