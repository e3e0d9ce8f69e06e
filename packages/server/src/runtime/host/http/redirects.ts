import type { CheckedRequest } from './request-arguments.ts';

/** One request of a call: the first, or one after a redirect. */
export type Hop = Pick<CheckedRequest, 'method' | 'url' | 'headers' | 'body'>;

/** Headers that another site may see. Credentials come under any name: `PRIVATE-TOKEN`, `X-API-Key`. */
const harmlessHeaders = new Set([
  'accept',
  'accept-language',
  'content-language',
  'content-type',
  'range',
  'user-agent',
]);
const bodyHeaders = /^content-(?:type|language|encoding|location)$/;

/**
 * The request after a redirect, as https://fetch.spec.whatwg.org/#http-redirect-fetch says. To another origin go the headers
 * that say nothing of the job or its user, and no others.
 */
export function followRedirect(hop: Hop, status: number, url: URL): Hop {
  const { method } = hop;
  const becomesGet =
    (status === 303 && method !== 'GET' && method !== 'HEAD') ||
    ((status === 301 || status === 302) && method === 'POST');
  const isElsewhere = url.origin !== hop.url.origin;
  const headers = Object.entries(hop.headers).filter(
    ([name]) => !(isElsewhere && !harmlessHeaders.has(name)) && !(becomesGet && bodyHeaders.test(name)),
  );
  return {
    method: becomesGet ? 'GET' : method,
    url,
    headers: Object.fromEntries(headers),
    body: becomesGet ? undefined : hop.body,
  };
}
