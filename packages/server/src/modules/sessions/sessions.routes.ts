import type { FastifyReply, FastifyRequest } from 'fastify';
import { queryOn } from '../../database/query.ts';
import {
  InputInvalidError,
  PermissionDeniedError,
  SignInRefusedError,
  SignInThrottledError,
  UnauthenticatedError,
} from '../../errors.ts';
import type { AppContext } from '../../http/app-context.ts';
import { errorResponses } from '../../http/response-schemas.ts';
import { Type, type FastifyPluginAsyncTypebox } from '../../http/typebox.ts';
import {
  authorOf,
  recordAuditEvent,
  recordAuditEventSparsely,
  strangerOf,
  type AuditRecord,
} from '../audit/record-audit-event.ts';
import { hashPassword, verifyPassword } from '../users/passwords.ts';
import { baseUrlOf } from '../../http/pagination.ts';
import { signInPathOf, type OidcClients } from '../oidc/oidc-clients.ts';
import { beginSession } from './begin-session.ts';
import { assertSameOrigin } from './same-origin.ts';
import { endSession, endSessionsOf, rotateSession, type EndedSession, type SessionLimits } from './sessions.ts';
import { minPasswordLength, PasswordChangeSchema, SignInRequestSchema } from './sessions.schemas.ts';
import { checkCredentials, type Credentials } from './sign-in.ts';
import { createSignInThrottle } from './sign-in-throttle.ts';
import { sessionCookie } from './session-cookie.ts';

/** Strangers may send no more than credentials need. */
const signInBodyLimitBytes = 16 * 1024;

export interface SessionRoutesOptions {
  readonly context: AppContext;
  readonly limits: SessionLimits;
  readonly oidcClients: OidcClients;
}

/** Signing in and out with a browser. */
export const sessionRoutes: FastifyPluginAsyncTypebox<SessionRoutesOptions> = async (app, options) => {
  const { context, limits, oidcClients } = options;
  const { pool } = context.database;
  const throttle = createSignInThrottle(pool);
  const tooMany = {
    429: Type.Ref('Error', { description: 'Too many attempts failed. `Retry-After` says how long to wait.' }),
  };
  const done = { 204: Type.Null({ description: 'Done.' }), ...errorResponses };
  const signedOut = {
    200: Type.Ref('SignedOut', { description: 'Done here; at the identity provider not yet.' }),
    ...done,
  };

  const show = async (request: FastifyRequest, expires: Date): Promise<unknown> => {
    const { caller, permissions } = request;
    const granted = await permissions.list();
    return {
      user: { id: caller.id, username: caller.username, email: caller.email, is_superuser: caller.isSuperuser },
      permissions: granted.map(({ objectType, actions }) => ({ object_type: objectType, actions })),
      read_only: !caller.writeEnabled,
      expires: expires.toISOString(),
    };
  };

  const query = queryOn(pool);
  const record = (event: AuditRecord): Promise<void> => recordAuditEvent(query, event);

  /** Sparsely when attempts are refused unseen: those can come as fast as the network is. */
  async function recordRefusal(request: FastifyRequest, credentials: Credentials, error: unknown): Promise<void> {
    const author = strangerOf(request, 'username' in credentials ? credentials.username : '');
    const event = { outcome: 'refused', author, details: { with: wayOf(credentials) } } as const;
    if (error instanceof SignInRefusedError) await record({ ...event, action: 'sign_in.refused' });
    if (error instanceof SignInThrottledError) {
      await recordAuditEventSparsely(query, { ...event, action: 'sign_in.throttled' });
    }
  }

  /** With the address at the identity provider where the browser signs out too, if the session began there. */
  async function answerSignOut(
    request: FastifyRequest,
    reply: FastifyReply,
    ended: EndedSession | undefined,
  ): Promise<unknown> {
    sessionCookie.clear(reply);
    const client = ended?.provider ? oidcClients.get(ended.provider) : undefined;
    const url = await client?.endSessionUrl(`${baseUrlOf(request)}/sign-in`, ended?.idToken ?? undefined);
    return url === undefined ? endRequest(reply) : { url };
  }

  app.get(
    '/api/auth/methods/',
    {
      config: { public: true },
      schema: {
        operationId: 'auth_methods',
        summary: 'Show how one can sign in',
        tags: ['auth'],
        security: [],
        response: { 200: Type.Ref('SignInMethods', { description: 'The ways.' }) },
      },
    },
    async () => ({
      password: true,
      token: true,
      oidc: [...oidcClients.values()].map(({ settings: { id, label } }) => ({
        name: id,
        label,
        url: signInPathOf(id),
      })),
    }),
  );

  app.post(
    '/api/auth/login/',
    {
      config: { public: true },
      bodyLimit: signInBodyLimitBytes,
      schema: {
        operationId: 'auth_login',
        summary: 'Sign in: answers with a cookie for this browser',
        tags: ['auth'],
        security: [],
        body: SignInRequestSchema,
        response: { ...done, ...tooMany },
      },
    },
    async (request, reply) => {
      assertSameOrigin(request);
      const identity = await checkCredentials(pool, request.body, { throttle, request }).catch(
        async (error: unknown) => {
          await recordRefusal(request, request.body, error);
          throw error;
        },
      );
      await beginSession(pool, { request, reply, limits, identity, details: { with: wayOf(request.body) } });
      return endRequest(reply);
    },
  );

  app.get(
    '/api/auth/session/',
    {
      schema: {
        operationId: 'auth_session',
        summary: 'Show who is signed in and what they may do',
        tags: ['auth'],
        response: { 200: Type.Ref('Session', { description: 'The session.' }), ...errorResponses },
      },
    },
    async (request, reply) => {
      const session = requireSession(request);
      const key = sessionCookie.read(request);
      if (session.isStale && key !== undefined) {
        const next = await rotateSession(pool, session.id, key);
        if (next !== undefined) sessionCookie.set(request, reply, { key: next, expires: session.expires });
      }
      void reply.header('cache-control', 'no-store');
      return await show(request, session.expires);
    },
  );

  app.post(
    '/api/auth/logout/',
    { schema: { operationId: 'auth_logout', summary: 'Sign out', tags: ['auth'], response: signedOut } },
    async (request, reply) => {
      const ended = await endSession(pool, requireSession(request).id);
      await record({ action: 'sign_out', author: authorOf(request) });
      return await answerSignOut(request, reply, ended);
    },
  );

  app.post(
    '/api/auth/logout-everywhere/',
    {
      schema: {
        operationId: 'auth_logout_everywhere',
        summary: 'Sign out in all browsers; tokens stay valid',
        tags: ['auth'],
        response: signedOut,
      },
    },
    async (request, reply) => {
      const own = request.session ? await endSession(pool, request.session.id) : undefined;
      await endSessionsOf(pool, request.caller.id);
      await record({ action: 'sign_out', author: authorOf(request), details: { everywhere: true } });
      return await answerSignOut(request, reply, own);
    },
  );

  app.post(
    '/api/auth/password/',
    {
      schema: {
        operationId: 'auth_password',
        summary: 'Change your password; your other sessions end',
        tags: ['auth'],
        body: PasswordChangeSchema,
        response: { ...done, ...tooMany },
      },
    },
    async (request, reply) => {
      const session = requireSession(request);
      const { id, username } = request.caller;
      const attempt = { username, clientAddress: request.ip };
      const { current, new: next } = request.body;
      const { rows } = await pool.query<{ hash: string | null; provider: string | null }>(
        `select owner.password_hash as hash, session.identity_provider as provider
         from users_user as owner left join users_session as session on session.id = $2 where owner.id = $1`,
        [id, session.id],
      );
      const { hash = null, provider = null } = rows[0] ?? {};
      // Whoever the provider does not let in any more must not have another way in that he made himself.
      if (hash === null && request.caller.isLimited) {
        throw new PermissionDeniedError('A token that expires or is bound to networks gives nobody a password.');
      }
      if (hash === null && provider !== null) {
        throw new PermissionDeniedError(
          'You sign in with an identity provider. An administrator can give you a password.',
        );
      }
      if (hash !== null) {
        await throttle.admit(attempt);
        if (!(await verifyPassword(current, hash))) {
          throw new InputInvalidError({ current: ['This is not your password.'] });
        }
        await throttle.recordSuccess(attempt);
      }
      if (next.length < minPasswordLength) {
        throw new InputInvalidError({ new: [`Must have at least ${minPasswordLength} characters.`] });
      }
      await pool.query('update users_user set password_hash = $2, last_updated = now() where id = $1', [
        id,
        await hashPassword(next),
      ]);
      await endSessionsOf(pool, id, session.id);
      const object = { type: 'users.user', id, display: username };
      await record({ action: 'password.changed', author: authorOf(request), object });
      return await endRequest(reply);
    },
  );
};

function wayOf(credentials: Credentials): 'token' | 'password' {
  return 'token' in credentials ? 'token' : 'password';
}

function endRequest(reply: FastifyReply): FastifyReply {
  return reply.code(204).send(null);
}

/** @throws {@link UnauthenticatedError} for requests with a token: those have no session */
function requireSession(request: FastifyRequest): NonNullable<FastifyRequest['session']> {
  if (!request.session) throw new UnauthenticatedError('There is no session: sign in with a browser first.');
  return request.session;
}
