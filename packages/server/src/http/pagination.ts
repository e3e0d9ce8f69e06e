import type { FastifyRequest } from 'fastify';
import type { Page } from '../modules/models/filters/parse-list-query.ts';

/** A page of a list, as REST answers it. */
export interface PageAnswer<T> {
  readonly count: number;
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly T[];
}

/** Puts results between the addresses of the pages around them. */
export function answerPage<T>(
  request: FastifyRequest,
  page: Page,
  content: { readonly count: number; readonly results: readonly T[] },
): PageAnswer<T> {
  const { limit, offset } = page;
  return {
    count: content.count,
    next: offset + limit < content.count ? pageUrl(request, { limit, offset: offset + limit }) : null,
    previous: offset > 0 ? pageUrl(request, { limit, offset: Math.max(0, offset - limit) }) : null,
    results: content.results,
  };
}

/** Scheme and host that the client used: `https://jobs.example.com`. */
export function baseUrlOf(request: FastifyRequest): string {
  const given = `${request.protocol}://${request.host}`;
  // A port that says nothing new is left out.
  return URL.canParse(given) ? new URL(given).origin : given;
}

function pageUrl(request: FastifyRequest, page: Page): string {
  const url = new URL(request.url, baseUrlOf(request));
  url.searchParams.set('limit', String(page.limit));
  if (page.offset > 0) url.searchParams.set('offset', String(page.offset));
  else url.searchParams.delete('offset');
  return url.href;
}
