import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { PermissionDeniedError, UnauthenticatedError } from '../errors.ts';
import type { Caller } from '../modules/users/caller.ts';
import type { Permissions } from '../modules/users/permissions.ts';
import { assertSameOrigin } from '../modules/sessions/same-origin.ts';
import { sessionCookie } from '../modules/sessions/session-cookie.ts';
import type { SessionCaller } from '../modules/sessions/sessions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Reading it on a public route throws. */
    readonly caller: Caller;
    /** What they may do. */
    readonly permissions: Permissions;
    /** The browser's session; undefined when the request carries a token. */
    readonly session: RequestSession | undefined;
    /**
     * Finds out anew who asks and what they may do, while an answer goes on.
     * @throws as the request itself would be refused now
     */
    readonly readmit: () => Promise<Permissions>;
  }
  interface FastifyContextConfig {
    /** True: answered without a token. */
    readonly public?: boolean;
  }
}

/** The session that a request belongs to. */
export interface RequestSession {
  readonly id: string;
  readonly expires: Date;
  /** Its key is old enough to be changed. */
  readonly isStale: boolean;
}

interface Identity {
  readonly caller: Caller;
  readonly session?: RequestSession;
}

export interface AuthenticationOptions {
  /** @returns undefined when the key is no valid token of an active user */
  readonly authenticateToken: (key: string, request: FastifyRequest) => Promise<Caller | undefined>;
  /** @returns undefined when the session is over */
  readonly authenticateSession: (key: string, request: FastifyRequest) => Promise<SessionCaller | undefined>;
  readonly permissionsOf: (caller: Caller) => Permissions;
  /** Beginnings of addresses of pages that need no token. */
  readonly publicPrefixes: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * On everything below `/api` that does not say it is public: `Authorization: Token <key>` or `Bearer <key>`, or without
 * that header the cookie of a session.
 */
export const authentication = fastifyPlugin(
  async (app: FastifyInstance, options: AuthenticationOptions) => {
    const callers = new WeakMap<FastifyRequest, Identity & { readonly permissions: Permissions }>();
    const known = (request: FastifyRequest): Identity & { readonly permissions: Permissions } => {
      const entry = callers.get(request);
      if (!entry) throw new UnauthenticatedError('Authentication credentials were not provided.');
      return entry;
    };
    app.decorateRequest('caller', {
      getter(this: FastifyRequest) {
        return known(this).caller;
      },
    });
    app.decorateRequest('permissions', {
      getter(this: FastifyRequest) {
        return known(this).permissions;
      },
    });
    app.decorateRequest('session', {
      getter(this: FastifyRequest) {
        return known(this).session;
      },
    });
    app.decorateRequest('readmit', async function (this: FastifyRequest) {
      const { caller } = await identify(this, options);
      return options.permissionsOf(caller);
    });
    app.addHook('onRequest', async (request) => {
      if (isPublic(request, options.publicPrefixes)) return;
      const identity = await identify(request, options);
      const { caller } = identity;
      if (!caller.writeEnabled && !safeMethods.has(request.method)) {
        throw new PermissionDeniedError('This token may only read.');
      }
      callers.set(request, { ...identity, permissions: options.permissionsOf(caller) });
    });
  },
  { name: 'authentication' },
);

function isPublic(request: FastifyRequest, prefixes: readonly string[]): boolean {
  if (request.routeOptions.config?.public === true) return true;
  // The address of the route that was found, not the text that found it: that may be written in many ways.
  const path = request.routeOptions.url ?? request.url.split('?')[0] ?? '';
  return !/^\/+api(\/|$)/i.test(path) || prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}

/** A token goes before a cookie: who sends one means it. */
async function identify(request: FastifyRequest, options: AuthenticationOptions): Promise<Identity> {
  const sessionKey = request.headers.authorization === undefined ? sessionCookie.read(request) : undefined;
  if (sessionKey === undefined) {
    const caller = await options.authenticateToken(readKey(request), request);
    if (!caller) throw new UnauthenticatedError('Invalid token.');
    return { caller };
  }
  assertSameOrigin(request);
  const found = await options.authenticateSession(sessionKey, request);
  if (!found) throw new UnauthenticatedError('The session is over. Sign in again.');
  const { caller, sessionId, expires, isStale } = found;
  return { caller, session: { id: sessionId, expires, isStale } };
}

function readKey(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (header === undefined) throw new UnauthenticatedError('Authentication credentials were not provided.');
  const [, key] = /^(?:token|bearer) +([^\s]{1,500})$/i.exec(header.trim()) ?? [];
  if (key === undefined) throw new UnauthenticatedError('Send the header as "Authorization: Token <key>".');
  return key;
}
