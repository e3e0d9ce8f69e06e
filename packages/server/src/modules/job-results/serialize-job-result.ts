import type { ModelCatalog } from '../models/model-catalog.ts';
import { urlOf } from '../models/serialize.ts';
import { jobUrl, statusWire } from '../jobs/serialize-job.ts';
import type { ChangeEntryRow, LogEntryRow } from './read-result-parts.ts';
import type { JobResult } from './job-result.entity.ts';

/** A run as lists show it. */
export function serializeJobResult(baseUrl: string, result: JobResult): Record<string, unknown> {
  const url = jobResultUrl(baseUrl, result.id);
  const job = result.job?.unwrap();
  const user = result.user?.unwrap();
  return {
    id: result.id,
    url,
    display: `${result.jobName} (${result.created.toISOString()})`,
    job: job ? { id: job.id, url: jobUrl(baseUrl, job.id), display: job.name } : null,
    job_path: result.jobPath,
    name: result.jobName,
    status: statusWire(result.status),
    commit: result.commit,
    read_only: result.readOnly,
    user: user ? { id: user.id, url: `${baseUrl}/api/users/users/${user.id}/`, display: user.username } : null,
    user_name: result.userName,
    request_id: result.requestId,
    created: result.created.toISOString(),
    started: result.started?.toISOString() ?? null,
    completed: result.completed?.toISOString() ?? null,
    duration_ms: result.started && result.completed ? result.completed.getTime() - result.started.getTime() : null,
    progress: result.progress ?? null,
    error: result.error ?? null,
    log_summary: result.logSummary ?? null,
    change_count: result.changeCount,
    change_digest: result.changeDigest ?? null,
    changes_committed: result.changesCommitted,
    bundle_digest: result.bundleDigest ?? null,
    git_commit: result.gitCommit ?? null,
    worker: result.worker?.unwrap().number ?? null,
    input_stored: result.inputStored,
    cancel_requested: result.cancelRequested?.toISOString() ?? null,
    cancel_requested_by: result.cancelRequestedByName ?? null,
    logs_url: `${url}logs/`,
    changes_url: `${url}changes/`,
    stream_url: `${url}logs/stream/`,
  };
}

/** A run as its own page shows it. */
export function serializeJobResultDetail(baseUrl: string, result: JobResult): Record<string, unknown> {
  return { ...serializeJobResult(baseUrl, result), data: result.input, output: result.output ?? null };
}

export function serializeLogEntry(
  context: { readonly baseUrl: string; readonly catalog: ModelCatalog },
  row: LogEntryRow,
): Record<string, unknown> {
  return {
    seq: row.seq,
    time: row.time,
    group: row.group,
    level: row.level,
    message: row.message,
    object:
      row.objectDisplay === null
        ? null
        : {
            model: row.objectModel ?? '',
            id: row.objectId ?? '',
            display: row.objectDisplay,
            url: objectUrl(context, row.objectModel, row.objectId),
          },
  };
}

export function serializeChangeEntry(
  context: { readonly baseUrl: string; readonly catalog: ModelCatalog },
  row: ChangeEntryRow,
): Record<string, unknown> {
  return {
    seq: row.seq,
    phase: row.phase,
    action: row.action,
    model: row.model,
    id: row.id,
    display: row.display,
    url: objectUrl(context, row.model, row.id),
    fields: row.fields,
    version_before: row.versionBefore,
    cascades: row.cascades,
  };
}

export function jobResultUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/api/extras/job-results/${id}/`;
}

function objectUrl(
  context: { readonly baseUrl: string; readonly catalog: ModelCatalog },
  label: string | null,
  id: string | null,
): string | null {
  const model = label === null ? undefined : context.catalog.find(label);
  return model && id !== null ? urlOf(context.baseUrl, model, id) : null;
}
