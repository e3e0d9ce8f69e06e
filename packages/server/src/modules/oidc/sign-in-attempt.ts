import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type, Value, type Static } from '../../http/typebox.ts';

const AttemptSchema = Type.Object({
  provider: Type.String(),
  /** What the provider must send back with the browser. */
  state: Type.String({ minLength: 32, maxLength: 100 }),
  /** What must stand in the provider's word on who it is. */
  nonce: Type.String({ minLength: 32, maxLength: 100 }),
  /** Secret of PKCE: only who has it can use the code that the provider gives out. */
  verifier: Type.String({ minLength: 32, maxLength: 200 }),
  /** Page to go to afterwards. */
  next: Type.String({ maxLength: 2000 }),
  /** When it was begun, in milliseconds since 1970. */
  begun: Type.Integer(),
});

/** A sign-in that was begun in a browser, and for which it went to an identity provider. */
export type SignInAttempt = Static<typeof AttemptSchema>;

/** For so long somebody may think about a password at the provider. */
const maxAgeS = 900;
const path = '/api/auth/oidc/';
const attributes = { path, httpOnly: true, sameSite: 'lax' } as const;

/**
 * The cookie that holds an attempt: in the browser that began it and nowhere else, so that nobody can finish it in another
 * one. Each attempt has a cookie of its own: several windows do not disturb each other.
 */
export const attemptCookie = {
  set: (request: FastifyRequest, reply: FastifyReply, attempt: SignInAttempt): FastifyReply =>
    reply.setCookie(nameOf(attempt.state), Buffer.from(JSON.stringify(attempt)).toString('base64url'), {
      ...attributes,
      maxAge: maxAgeS,
      secure: request.protocol === 'https',
    }),
  /** Undefined when this browser has begun none with this state for this provider, or too long ago. */
  read: (
    request: FastifyRequest,
    { provider, state }: { provider: string; state: string },
  ): SignInAttempt | undefined => {
    const attempt = parse(request.cookies[nameOf(state)]);
    const isThis = attempt?.state === state && attempt.provider === provider;
    return isThis && Date.now() - attempt.begun < maxAgeS * 1000 ? attempt : undefined;
  },
  clear: (reply: FastifyReply, state: string): FastifyReply => reply.clearCookie(nameOf(state), attributes),
};

function nameOf(state: string): string {
  return `jobwright_oidc_${state.replaceAll(/[^\w-]/g, '').slice(0, 12)}`;
}

function parse(value: string | undefined): SignInAttempt | undefined {
  if (value === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(Buffer.from(value, 'base64url').toString());
    return Value.Check(AttemptSchema, parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
