import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

/** The code that a run executed. */
export function useRunSource(id: string, isWanted: boolean): UseQueryResult<Schemas['JobSource']> {
  return useQuery({
    queryKey: ['results', id, 'source'],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/extras/job-results/{id}/source/', { params: { path: { id } }, signal })),
    enabled: isWanted,
    staleTime: Infinity,
  });
}
