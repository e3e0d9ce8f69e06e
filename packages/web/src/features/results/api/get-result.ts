import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { isFinal } from '../../../lib/run-status.ts';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Result = Schemas['JobResultDetail'];

const pollMs = 3000;

export function resultQuery(id: string) {
  return queryOptions({
    queryKey: ['results', id],
    queryFn: ({ signal }) => answerOf(api.GET('/api/extras/job-results/{id}/', { params: { path: { id } }, signal })),
  });
}

/** A result; asked for again until it is final. Its stream says sooner when something has changed. */
export function useResult(id: string): UseQueryResult<Result> {
  return useQuery({
    ...resultQuery(id),
    refetchInterval: ({ state }) => (state.data && isFinal(state.data.status.value) ? false : pollMs),
  });
}
