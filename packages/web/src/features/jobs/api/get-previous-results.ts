import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

const shown = 8;

/** The latest results of a job, newest first. */
export function usePreviousResults(classPath: string): UseQueryResult<readonly Schemas['JobResult'][]> {
  return useQuery({
    queryKey: ['results', 'of-job', classPath],
    queryFn: async ({ signal }) => {
      const query = { job: classPath, limit: shown, count_limit: 1 };
      const { results } = await answerOf(api.GET('/api/extras/job-results/', { params: { query }, signal }));
      return results;
    },
    refetchInterval: 10_000,
  });
}
