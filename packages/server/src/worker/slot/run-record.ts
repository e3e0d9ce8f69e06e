import type { Pool } from 'pg';
import type { JobResultData, RequestData } from '../../runtime/protocol.ts';

/** A run with everything that a slot needs to execute it. */
export interface RunRecord {
  readonly id: string;
  readonly jobPath: string;
  readonly className: string;
  readonly commit: boolean;
  readonly readOnly: boolean;
  /** Validated input in stored form, sensitive values included. */
  readonly input: Readonly<Record<string, unknown>>;
  /** The part of the input that must not be shown. */
  readonly sensitiveInput: Readonly<Record<string, unknown>>;
  readonly user: { readonly id: string | null; readonly name: string };
  readonly request: RequestData;
  readonly created: string;
  readonly bundle: RunBundle | undefined;
  /** False when it is certain that the class has no `postRun`. */
  readonly mayHavePostRun: boolean;
}

/** Code of the version that the run was validated against. */
export interface RunBundle {
  readonly digest: string;
  readonly code: string;
  /** JSON text. */
  readonly sourceMap: string;
  /** Digests of the JSON and YAML files of the source at that version, by path below its root. */
  readonly dataFiles: Readonly<Record<string, string>>;
}

interface RunRow {
  readonly id: string;
  readonly job_path: string;
  readonly commit: boolean;
  readonly read_only: boolean;
  readonly input: Readonly<Record<string, unknown>>;
  readonly user_id: string | null;
  readonly user_name: string;
  readonly request: RequestData;
  readonly created: Date | string;
  readonly digest: string | null;
  readonly code: string | null;
  readonly source_map: string | null;
  readonly data_files: Readonly<Record<string, string>> | null;
  readonly has_post_run: boolean | null;
  readonly sensitive: Readonly<Record<string, unknown>> | null;
}

// What is sensitive is gone from the database once it was read.
const loadRunSql = `
with sensitive as (delete from extras_sensitive_input where job_result_id = $1 returning input)
select result.id, result.job_path, result.commit, result.read_only, result.input, result.user_id, result.user_name,
  result.request, result.created, bundle.digest, bundle.code, bundle.source_map, bundle.data_files,
  case when job.bundle_digest = result.bundle_digest then (job.descriptor ->> 'hasPostRun')::boolean end as has_post_run,
  (select input from sensitive) as sensitive
from extras_job_result result
left join extras_job_bundle bundle on bundle.digest = result.bundle_digest
left join extras_job job on job.id = result.job_id
where result.id = $1 and result.status = 'running' and result.worker_id = $2`;

/**
 * Reads a run that this worker has claimed.
 * @returns undefined when the run is not this worker's any more
 */
export async function loadRun(
  pool: Pool,
  run: { readonly jobResultId: string; readonly workerNumber: number },
): Promise<RunRecord | undefined> {
  const { rows } = await pool.query<RunRow>({
    name: 'load_run',
    text: loadRunSql,
    values: [run.jobResultId, run.workerNumber],
  });
  const row = rows[0];
  if (!row) return undefined;
  return {
    id: row.id,
    jobPath: row.job_path,
    className: row.job_path.split('/').at(-1) ?? '',
    commit: row.commit,
    readOnly: row.read_only,
    input: { ...row.input, ...row.sensitive },
    sensitiveInput: row.sensitive ?? {},
    user: { id: row.user_id, name: row.user_name },
    request: row.request,
    created: new Date(row.created).toISOString(),
    bundle:
      row.digest !== null && row.code !== null
        ? { digest: row.digest, code: row.code, sourceMap: row.source_map ?? '', dataFiles: row.data_files ?? {} }
        : undefined,
    mayHavePostRun: row.has_post_run ?? true,
  };
}

/** The run as the job sees it in `this.result`. */
export function describeRun(run: RunRecord, state: Pick<JobResultData, 'status' | 'output' | 'error'>): JobResultData {
  return { id: run.id, jobPath: run.jobPath, created: run.created, commit: run.commit, ...state };
}
