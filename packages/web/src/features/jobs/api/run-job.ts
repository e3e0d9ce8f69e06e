import { request, type Schemas } from '../../../lib/api.ts';
import { formText } from '../utils/run-commands.ts';
import { listFiles, toData } from '../utils/form-values.ts';
import type { RunDescription } from '../utils/run-commands.ts';

export interface RunAnswer {
  readonly job_result: Schemas['JobResultDetail'];
  /** Nothing takes runs at the moment. */
  readonly warning?: string;
}

/** Asks for a run: as JSON, or as a form when files go with it. */
export function runJob(run: RunDescription): Promise<RunAnswer> {
  const { classPath, variables, values, commit } = run;
  const data = toData(variables, values);
  const files = listFiles(variables, values);
  const url = `/api/extras/jobs/${classPath}/run/`;
  if (files.length === 0) {
    return request(url, { method: 'POST', body: { data, ...(commit === undefined ? {} : { commit }) } });
  }
  const form = new FormData();
  for (const [name, value] of Object.entries(data)) form.append(name, formText(value));
  if (commit !== undefined) form.append('_commit', String(commit));
  for (const [name, file] of files) form.append(name, file, file.name);
  return request(url, { method: 'POST', body: form });
}
