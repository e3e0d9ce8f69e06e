import type { FastifyReply, FastifyRequest } from 'fastify';
import type { SessionKey } from './sessions.ts';

const name = 'jobwright_session';
const attributes = { path: '/', httpOnly: true, sameSite: 'lax' } as const;

/** The cookie that carries a session's key. Scripts cannot read it, and other sites' requests do not change things with it. */
export const sessionCookie = {
  read: (request: FastifyRequest): string | undefined => {
    const value = request.cookies[name];
    return value === undefined || value === '' ? undefined : value;
  },
  set: (request: FastifyRequest, reply: FastifyReply, { key, expires }: SessionKey): FastifyReply =>
    reply.setCookie(name, key, { ...attributes, expires, secure: request.protocol === 'https' }),
  clear: (reply: FastifyReply): FastifyReply => reply.clearCookie(name, attributes),
};
