import type { FastifyInstance } from 'fastify';
import fastifyPlugin from 'fastify-plugin';

/** One line per request in the log, at level `debug`: a busy server shall not bury what matters. Refusals say why. */
export const requestLog = fastifyPlugin(
  async (app: FastifyInstance) => {
    app.addHook('onResponse', async (request, reply) => {
      const { method, url, ip } = request;
      const durationMs = Math.round(reply.elapsedTime * 10) / 10;
      request.log.debug({ method, url, ip, status: reply.statusCode, durationMs }, 'request answered');
    });
  },
  { name: 'request-log' },
);
