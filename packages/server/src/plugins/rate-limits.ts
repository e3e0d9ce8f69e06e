import type { FastifyInstance, FastifyRequest } from 'fastify';
import fastifyPlugin from 'fastify-plugin';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { fits } from '../config/job-access.ts';
import type { RateLimits } from '../config/http-settings.ts';
import { RateLimitedError } from '../errors.ts';
import { networkOfClient } from '../modules/users/client-networks.ts';

/** Limits that hold unless the configuration says otherwise: of what costs much, or invites guessing. */
export const defaultRateLimits: RateLimits = {
  auth_login: 120,
  auth_oidc_login: 120,
  auth_oidc_callback: 120,
  auth_password: 60,
  users_tokens_create: 120,
  extras_audit_events_export: 20,
};

const windowS = 60;

/**
 * Limits how often one client may ask a route within a minute: one user, or one address where nobody is signed in. Counted
 * by each server process for itself. Failed sign-ins have limits of their own, counted for all processes together.
 */
export const rateLimits = fastifyPlugin(
  async (app: FastifyInstance, configured: RateLimits) => {
    const limits = { ...defaultRateLimits, ...configured };
    app.addHook('onRoute', (route) => {
      const { operationId } = (route.schema ?? {}) as { readonly operationId?: string };
      const points = operationId === undefined ? 0 : limitOf(limits, operationId);
      if (operationId === undefined || points === 0) return;
      const limiter = new RateLimiterMemory({ keyPrefix: operationId, points, duration: windowS });
      const count = async (request: FastifyRequest): Promise<void> => {
        await limiter.consume(clientOf(request)).catch((state: unknown) => {
          if (!(state instanceof RateLimiterRes)) throw state;
          throw new RateLimitedError(Math.ceil(state.msBeforeNext / 1000));
        });
      };
      // Behind the hooks of the application, so that it is known who asks.
      route.onRequest = [...[route.onRequest ?? []].flat(), count];
    });
  },
  { name: 'rate-limits', dependencies: ['authentication'] },
);

/** The limit of the id itself, else of the longest pattern that fits. */
function limitOf(limits: RateLimits, operationId: string): number {
  const [pattern] = Object.keys(limits)
    .filter((candidate) => fits(candidate, operationId))
    .toSorted((a, b) => Number(a.endsWith('*')) - Number(b.endsWith('*')) || b.length - a.length);
  return pattern === undefined ? 0 : (limits[pattern] ?? 0);
}

function clientOf(request: FastifyRequest): string {
  return request.routeOptions.config.public === true
    ? `address ${networkOfClient(request.ip)}`
    : `user ${request.caller.id}`;
}
