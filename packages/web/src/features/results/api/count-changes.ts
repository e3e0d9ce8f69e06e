import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';

export const changeActions = ['create', 'update', 'delete'] as const;
export type ChangeAction = (typeof changeActions)[number];
export type ChangeCounts = Readonly<Record<ChangeAction, number>>;

/** How many objects a result created, updated and deleted. */
export function useChangeCounts(id: string, isReady: boolean): UseQueryResult<ChangeCounts> {
  return useQuery({
    queryKey: ['results', id, 'change-counts'],
    queryFn: async ({ signal }) => {
      const counts = changeActions.map(async (action) => {
        const params = { path: { id }, query: { action, limit: 1 } };
        const { count } = await answerOf(api.GET('/api/extras/job-results/{id}/changes/', { params, signal }));
        return [action, count] as const;
      });
      return Object.fromEntries(await Promise.all(counts)) as ChangeCounts;
    },
    enabled: isReady,
    staleTime: Infinity,
  });
}
