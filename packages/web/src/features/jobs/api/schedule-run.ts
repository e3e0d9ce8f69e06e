import { request, type Schemas } from '../../../lib/api.ts';
import { toData } from '../utils/form-values.ts';
import type { RunDescription } from '../utils/run-commands.ts';

/** When a run is wanted. Times without an offset are of the zone. */
export type ScheduleRequest = Schemas['ScheduleRequest'];

export interface ScheduledRun {
  readonly schedule: Schemas['ScheduledJob'];
}

/** Asks for runs later. Files cannot go with them. */
export function scheduleRun({
  run,
  schedule,
}: {
  run: RunDescription;
  schedule: ScheduleRequest;
}): Promise<ScheduledRun> {
  const { classPath, variables, values, commit } = run;
  return request(`/api/extras/jobs/${classPath}/run/`, {
    method: 'POST',
    body: { data: toData(variables, values), ...(commit === undefined ? {} : { commit }), schedule },
  });
}
