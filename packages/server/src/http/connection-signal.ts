import type { FastifyRequest } from 'fastify';

/** Aborts when the client closes the connection, or when the server stops. */
export function connectionSignal(request: FastifyRequest, stopping: AbortSignal): AbortSignal {
  const controller = new AbortController();
  request.raw.socket.once('close', () => controller.abort());
  return AbortSignal.any([controller.signal, stopping]);
}
