import { useQuery } from '@tanstack/react-query';
import { answerOf, api } from '../../../lib/api.ts';
import { useMayDo } from '../../../lib/session.ts';

/** Whether the user may run a job; false as long as that is not known. */
export function useMayRun(jobId: string | undefined): boolean {
  const mayRunSome = useMayDo('run', 'extras.job');
  const { data } = useQuery({
    queryKey: ['jobs', 'may-run', jobId],
    queryFn: ({ signal }) =>
      answerOf(api.GET('/api/extras/jobs/{id}/', { params: { path: { id: jobId ?? '' } }, signal })),
    enabled: mayRunSome && jobId !== undefined,
    select: ({ may_run }) => may_run,
  });
  return data ?? false;
}
