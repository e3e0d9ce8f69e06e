import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Timeline = Schemas['JobResultTimeline'];

/** What runs came to in the last day. */
export function useTimeline(): UseQueryResult<Timeline> {
  return useQuery({
    queryKey: ['results', 'timeline'],
    queryFn: ({ signal }) => {
      const query = { hours: 24, buckets: 48 };
      return answerOf(api.GET('/api/extras/job-results/timeline/', { params: { query }, signal }));
    },
    refetchInterval: 30_000,
  });
}
