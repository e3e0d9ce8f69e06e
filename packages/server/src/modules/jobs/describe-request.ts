import type { FastifyRequest } from 'fastify';
import type { RequestData } from '../../runtime/protocol.ts';

/** Headers that a job may see: none of them is a credential. */
const safeHeaders = ['user-agent', 'accept', 'accept-language', 'content-type', 'host', 'referer', 'x-forwarded-for'];

/** What is kept of a request that asks for a run, and shown to its job. */
export function describeRequest(request: FastifyRequest, origin: RequestData['origin']): RequestData {
  const { caller, headers } = request;
  const shown = safeHeaders.flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, String(value).slice(0, 1000)] as const];
  });
  return {
    id: request.id,
    user: { id: caller.id, username: caller.username, email: caller.email, isSuperuser: caller.isSuperuser },
    clientIp: request.ip,
    method: request.method,
    path: request.url.split('?')[0] ?? request.url,
    headers: Object.fromEntries(shown),
    origin,
  };
}
