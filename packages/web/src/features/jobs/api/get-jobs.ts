import { queryOptions, useQuery } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Job = Schemas['Job'];

/** As many as fill a screen: they are shown before the others have come. */
const firstSize = 50;
const pageSize = 1000;

function getPage(signal: AbortSignal, { limit, offset }: { readonly limit: number; readonly offset: number }) {
  return answerOf(api.GET('/api/extras/jobs/', { params: { query: { limit, offset } }, signal }));
}

export const firstJobsQuery = queryOptions({
  queryKey: ['jobs', 'first'],
  queryFn: ({ signal }) => getPage(signal, { limit: firstSize, offset: 0 }),
});

/** Every job that the user may see: some thousands at most, so that searching them needs no server. */
async function getJobs(signal: AbortSignal): Promise<readonly Job[]> {
  const first = await getPage(signal, { limit: pageSize, offset: 0 });
  const offsets = Array.from({ length: Math.ceil(first.count / pageSize) - 1 }, (_, index) => (index + 1) * pageSize);
  const rest = await Promise.all(offsets.map((offset) => getPage(signal, { limit: pageSize, offset })));
  return [first, ...rest].flatMap(({ results }) => results);
}

const jobsQuery = queryOptions({ queryKey: ['jobs', 'all'], queryFn: ({ signal }) => getJobs(signal) });

export interface JobsState {
  /** Undefined: none has come yet. */
  readonly jobs: readonly Job[] | undefined;
  /** Whether more are on their way. */
  readonly isPartial: boolean;
  /** How many there are. */
  readonly count: number;
  readonly error: Error | null;
  readonly retry: () => void;
}

/** All jobs; the first of them as soon as they are there. */
export function useJobs(): JobsState {
  const first = useQuery({ ...firstJobsQuery, staleTime: Infinity });
  const isComplete = first.data !== undefined && first.data.count <= first.data.results.length;
  // A platform with few jobs has answered already; it is asked again as others are.
  const all = useQuery({
    ...jobsQuery,
    enabled: first.data !== undefined,
    refetchInterval: 15_000,
    ...(isComplete ? { initialData: first.data.results, initialDataUpdatedAt: first.dataUpdatedAt } : {}),
  });
  const jobs = all.data ?? first.data?.results;
  return {
    jobs,
    isPartial: all.data === undefined && first.data !== undefined,
    count: all.data?.length ?? first.data?.count ?? 0,
    error: all.error ?? first.error,
    retry: () => void (first.data ? all.refetch() : first.refetch()),
  };
}
