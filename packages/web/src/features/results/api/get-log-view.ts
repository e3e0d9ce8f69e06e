import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';
import { logQuery, type LogEntry, type LogFilter } from '../utils/log-filter.ts';

/** As many entries come with the counts: more than fit a screen. */
const headSize = 100;

/** A log as it was when it was asked for, through a filter: how much there is of it, and how it begins. */
export type LogView = Schemas['LogGroups'] & {
  readonly filter: LogFilter;
  /** The first entries that the filter lets through, in order of emission. */
  readonly head: readonly LogEntry[];
};

/** What is in a log. While another filter is asked about, the answer to the one before stays. */
export function useLogView(id: string, filter: LogFilter): UseQueryResult<LogView> {
  return useQuery({
    queryKey: ['logs', id, 'view', filter],
    queryFn: async ({ signal }): Promise<LogView> => {
      const query = logQuery(filter);
      const path = { id };
      const [groups, page] = await Promise.all([
        answerOf(api.GET('/api/extras/job-results/{id}/logs/groups/', { params: { path, query }, signal })),
        answerOf(
          api.GET('/api/extras/job-results/{id}/logs/', {
            params: { path, query: { ...query, limit: headSize } },
            signal,
          }),
        ),
      ]);
      return { ...groups, filter, head: page.results };
    },
    placeholderData: keepPreviousData,
    // Of a run that goes on, the stream brings what comes after.
    staleTime: ({ state }) => (state.data?.complete === true ? Infinity : 0),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
}
