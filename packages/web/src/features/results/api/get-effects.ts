import { infiniteQueryOptions } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Effect = Schemas['Effect'];

const pageSize = 200;

/** Pages of the requests that a run sent to other systems, or would have sent. Asked anew while there come more. */
export function effectsQuery(id: string, count: number) {
  return infiniteQueryOptions({
    queryKey: ['results', id, 'effects', count],
    queryFn: ({ pageParam, signal }) => {
      const query = { limit: pageSize, offset: pageParam };
      return answerOf(api.GET('/api/extras/job-results/{id}/effects/', { params: { path: { id }, query }, signal }));
    },
    initialPageParam: 0,
    getNextPageParam: (last, pages) => (last.next === null ? undefined : pages.length * pageSize),
  });
}
