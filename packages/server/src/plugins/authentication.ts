import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { PermissionDeniedError, UnauthenticatedError } from '../errors.ts';
import type { Caller } from '../modules/users/caller.ts';
import type { Permissions } from '../modules/users/permissions.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks. Reading it on a public route throws. */
    readonly caller: Caller;
    /** What they may do. */
    readonly permissions: Permissions;
  }
  interface FastifyContextConfig {
    /** True: answered without a token. */
    readonly public?: boolean;
  }
}

export interface AuthenticationOptions {
  /** @returns undefined when the key is no valid token of an active user */
  readonly authenticate: (key: string) => Promise<Caller | undefined>;
  readonly permissionsOf: (caller: Caller) => Permissions;
  /** Beginnings of addresses of pages that need no token. */
  readonly publicPrefixes: readonly string[];
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** `Authorization: Token <key>` or `Bearer <key>` on everything below `/api` that does not say it is public. */
export const authentication = fastifyPlugin(
  async (app: FastifyInstance, options: AuthenticationOptions) => {
    const callers = new WeakMap<FastifyRequest, { readonly caller: Caller; readonly permissions: Permissions }>();
    const known = (request: FastifyRequest): { readonly caller: Caller; readonly permissions: Permissions } => {
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
    app.addHook('onRequest', async (request) => {
      if (isPublic(request, options.publicPrefixes)) return;
      const caller = await options.authenticate(readKey(request));
      if (!caller) throw new UnauthenticatedError('Invalid token.');
      if (!caller.writeEnabled && !safeMethods.has(request.method)) {
        throw new PermissionDeniedError('This token may only read.');
      }
      callers.set(request, { caller, permissions: options.permissionsOf(caller) });
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

function readKey(request: FastifyRequest): string {
  const header = request.headers.authorization;
  if (header === undefined) throw new UnauthenticatedError('Authentication credentials were not provided.');
  const [, key] = /^(?:token|bearer) +([^\s]{1,500})$/i.exec(header.trim()) ?? [];
  if (key === undefined) throw new UnauthenticatedError('Send the header as "Authorization: Token <key>".');
  return key;
}
