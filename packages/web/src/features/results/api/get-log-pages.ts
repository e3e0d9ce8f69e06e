import { queryOptions, useQueries, useQueryClient } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import { logQuery, type LogEntry } from '../utils/log-filter.ts';
import { knownEntry, type LogGroup } from '../utils/log-lines.ts';
import { logPageSize, pageOfEntry, type LogPagePlace } from '../utils/log-pages.ts';
import type { LogView } from './get-log-view.ts';

/** Entries that the view counted never change, so neither do the pages up to its last one. */
function logPageQuery(id: string, { filter, last_seq }: LogView, { group, page }: LogPagePlace) {
  return queryOptions({
    queryKey: ['logs', id, 'page', last_seq, filter, group, page],
    queryFn: async ({ signal }) => {
      const query = {
        ...logQuery(filter),
        group: [group],
        limit: logPageSize,
        offset: page * logPageSize,
      };
      const answer = await answerOf(
        api.GET('/api/extras/job-results/{id}/logs/', { params: { path: { id }, query }, signal }),
      );
      return answer.results;
    },
    staleTime: Infinity,
  });
}

/** Finds an entry of a log by its place. */
export type FindEntry = (group: LogGroup, index: number) => LogEntry | undefined;

/** Has the pages loaded, and finds entries in these and in all that were loaded before. */
export function useLogPages(id: string, view: LogView, places: readonly LogPagePlace[]): FindEntry {
  const client = useQueryClient();
  useQueries({ queries: places.map((place) => logPageQuery(id, view, place)) });
  return (group, index) => {
    const known = knownEntry(group, index);
    if (known) return known;
    const page = pageOfEntry(index);
    const { queryKey } = logPageQuery(id, view, { group: group.name, page });
    return client.getQueryData(queryKey)?.[index - page * logPageSize];
  };
}
