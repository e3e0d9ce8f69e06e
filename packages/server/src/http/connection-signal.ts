import type { FastifyReply } from 'fastify';

/** Aborts when the answer is sent, when the client closes the connection before, or when the server stops. */
export function connectionSignal(reply: FastifyReply, stopping: AbortSignal): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => controller.abort());
  return AbortSignal.any([controller.signal, stopping]);
}
