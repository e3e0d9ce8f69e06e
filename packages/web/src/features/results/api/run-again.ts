import { request, type Schemas } from '../../../lib/api.ts';

export interface RunAgain {
  readonly id: string;
  readonly commit: boolean;
  /** `same`: exactly the version that ran; `present`: the job as it is now. */
  readonly code: 'same' | 'present';
}

/** Asks for a run with the input of an earlier one. */
export function runAgain({ id, commit, code }: RunAgain): Promise<{ readonly job_result: Schemas['JobResultDetail'] }> {
  return request(`/api/extras/job-results/${id}/run-again/`, { method: 'POST', body: { commit, code } });
}
