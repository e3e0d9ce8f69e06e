import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type JobModule = Schemas['JobModule'];

/** The modules that the platform found, broken ones with what is wrong with them. */
export function useJobModules(): UseQueryResult<readonly JobModule[]> {
  return useQuery({
    queryKey: ['job-modules'],
    queryFn: async ({ signal }) => {
      const query = { limit: 1000 };
      const { results } = await answerOf(api.GET('/api/extras/job-modules/', { params: { query }, signal }));
      return results;
    },
    refetchInterval: 15_000,
  });
}
