import { queryOptions, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';

export type Job = Schemas['Job'];

const pageSize = 1000;

/** Every job that the user may see: some thousands at most, so that searching them needs no server. */
async function getJobs(signal: AbortSignal): Promise<readonly Job[]> {
  const page = (offset: number) =>
    answerOf(api.GET('/api/extras/jobs/', { params: { query: { limit: pageSize, offset } }, signal }));
  const first = await page(0);
  const offsets = Array.from({ length: Math.ceil(first.count / pageSize) - 1 }, (_, index) => (index + 1) * pageSize);
  const rest = await Promise.all(offsets.map(page));
  return [first, ...rest].flatMap(({ results }) => results);
}

export const jobsQuery = queryOptions({ queryKey: ['jobs'], queryFn: ({ signal }) => getJobs(signal) });

export function useJobs(): UseQueryResult<readonly Job[]> {
  return useQuery({ ...jobsQuery, refetchInterval: 15_000 });
}
