import { request } from '../../../lib/api.ts';

/** Asks for the end of a run. What it changed is taken back. */
export function cancelRun(id: string): Promise<unknown> {
  return request(`/api/extras/job-results/${id}/cancel/`, { method: 'POST' });
}
