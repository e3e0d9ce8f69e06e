import type { FastifyRequest } from 'fastify';
import { CrossSiteRequestError } from '../../errors.ts';

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * A browser sends cookies along with what other sites make it ask for. What changes something must come from a page of
 * this server, as `Sec-Fetch-Site` says, or `Origin` in browsers that do not send that.
 * https://owasp.org/www-community/attacks/csrf
 * @throws {@link CrossSiteRequestError}
 */
export function assertSameOrigin(request: FastifyRequest): void {
  if (safeMethods.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site === 'same-origin') return;
  if (site === undefined && isOwnOrigin(request)) return;
  throw new CrossSiteRequestError();
}

function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === request.host;
}
