import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, type Schemas } from '../../../lib/api.ts';
import type { JobAddress } from '../utils/job-address.ts';

export type JobDetail = Schemas['JobDetail'];
export type JobVariable = Schemas['JobVariable'];

/** A job with its variables. */
export function useJob(address: JobAddress): UseQueryResult<JobDetail> {
  const { source, module, className } = address;
  return useQuery({
    queryKey: ['jobs', source, module, className],
    queryFn: ({ signal }) =>
      answerOf(
        api.GET('/api/extras/jobs/{source}/{module}/{className}/', {
          params: { path: { source, module, className } },
          signal,
        }),
      ),
  });
}
