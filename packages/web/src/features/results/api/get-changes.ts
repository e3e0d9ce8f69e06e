import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Change = Schemas['ChangeEntry'];

export interface ChangeFilter {
  readonly q: string;
  readonly action: string | undefined;
}

const pageSize = 200;

/** Pages of the change list of a result. */
export function changesQuery(id: string, { q, action }: ChangeFilter) {
  return infiniteQueryOptions({
    queryKey: ['results', id, 'changes', q, action],
    queryFn: ({ pageParam, signal }) => {
      const query = {
        limit: pageSize,
        offset: pageParam,
        ...(q === '' ? {} : { q }),
        ...(action === undefined ? {} : { action }),
      };
      const path = { id };
      return answerOf(api.GET('/api/extras/job-results/{id}/changes/', { params: { path, query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
    staleTime: Infinity,
  });
}
