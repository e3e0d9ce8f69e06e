import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { RequestMalformedError } from '../errors.ts';
import { isDeeperThan } from '../http/json-depth.ts';

/** Lists and objects that may be inside each other. */
const depthLimit = 100;

/**
 * JSON bodies, with an empty one taken as none: clients send `Content-Type: application/json` also without a body.
 * Keys that would reach a prototype are refused, and so is what nests so deep
 * that it would exhaust the stack.
 */
export const jsonBody = fastifyPlugin(
  async (app: FastifyInstance) => {
    const parse = app.getDefaultJsonParser('error', 'error');
    app.removeContentTypeParser(['application/json', 'text/plain']);
    app.addContentTypeParser(/^application\/(?:[\w.-]+\+)?json\b/, { parseAs: 'string' }, (request, body, done) => {
      const text = String(body);
      if (text.trim() === '') done(null, undefined);
      else if (isDeeperThan(depthLimit, text))
        done(new RequestMalformedError(`The body nests deeper than ${depthLimit} levels.`));
      else void parse(request, text, done);
    });
  },
  { name: 'json-body' },
);
