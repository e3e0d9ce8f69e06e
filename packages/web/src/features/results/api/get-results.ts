import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';
import type { ResultsSearch } from '../results-search.ts';

export type ResultRow = Schemas['JobResult'];

export const pageSize = 50;
/** Counting on takes the database long, and nobody reads further. */
export const countLimit = 10_000;

/** Pages of results, newest first. */
export function resultsQuery(search: ResultsSearch) {
  return infiniteQueryOptions({
    queryKey: ['results', 'list', search],
    queryFn: ({ pageParam, signal }) => {
      const { job, q, status, user, since } = search;
      const query = {
        limit: pageSize,
        offset: pageParam,
        count_limit: countLimit,
        ...(job === undefined ? {} : { job }),
        ...(q === undefined ? {} : { q }),
        ...(status === undefined ? {} : { status }),
        ...(user === undefined ? {} : { user }),
        ...(since === undefined ? {} : { created__gte: new Date(Date.now() - hoursOf(since)).toISOString() }),
      };
      return answerOf(api.GET('/api/extras/job-results/', { params: { query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
    refetchInterval: 5000,
  });
}

function hoursOf(since: string): number {
  return Number(since) * 3_600_000;
}
