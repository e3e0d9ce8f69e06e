import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

/** The files of a job at its present version. */
export function useJobSource(id: string, digest: string): UseQueryResult<Schemas['JobSource']> {
  return useQuery({
    queryKey: ['job-source', id, digest],
    queryFn: ({ signal }) => answerOf(api.GET('/api/extras/jobs/{id}/source/', { params: { path: { id } }, signal })),
    staleTime: Infinity, // a version never changes
  });
}
