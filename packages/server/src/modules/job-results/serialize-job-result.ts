import type { ModelCatalog } from '../models/model-catalog.ts';
import { urlOf } from '../models/serialize.ts';
import { jobUrl, statusWire } from '../jobs/serialize-job.ts';
import { namesOf, type Names } from './name-references.ts';
import type { ChangeEntryRow, LogEntryRow } from './read-result-parts.ts';
import type { JobResultDetailRow, JobResultRow } from './read-job-results.ts';

/** A run as lists show it. */
export function serializeJobResult(baseUrl: string, result: JobResultRow): Record<string, unknown> {
  const url = jobResultUrl(baseUrl, result.id);
  return {
    id: result.id,
    url,
    display: `${result.jobName} (${result.created})`,
    job: result.jobId && { id: result.jobId, url: jobUrl(baseUrl, result.jobId), display: result.jobTitle },
    job_path: result.jobPath,
    name: result.jobName,
    status: statusWire(result.status),
    commit: result.commit,
    read_only: result.readOnly,
    user: result.userId && {
      id: result.userId,
      url: `${baseUrl}/api/users/users/${result.userId}/`,
      display: result.userTitle,
    },
    user_name: result.userName,
    request_id: result.requestId,
    created: result.created,
    started: result.started,
    completed: result.completed,
    duration_ms: result.durationMs,
    progress: result.progress,
    error: result.error,
    log_summary: result.logSummary,
    change_count: result.changeCount,
    change_digest: result.changeDigest,
    changes_committed: result.changesCommitted,
    bundle_digest: result.bundleDigest,
    git_repository: repositoryOf(result.jobPath),
    git_commit: result.gitCommit,
    worker: result.worker,
    input_stored: result.inputStored,
    cancel_requested: result.cancelRequested,
    cancel_requested_by: result.cancelRequestedByName,
    logs_url: `${url}logs/`,
    changes_url: `${url}changes/`,
    effects_url: `${url}effects/`,
    stream_url: `${url}logs/stream/`,
  };
}

/** A run as its own page shows it. */
export function serializeJobResultDetail(baseUrl: string, result: JobResultDetailRow): Record<string, unknown> {
  const { input, output, effectCount } = result;
  return { ...serializeJobResult(baseUrl, result), data: input, output, effect_count: effectCount };
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
  context: { readonly baseUrl: string; readonly catalog: ModelCatalog; readonly names: Names },
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
    names: namesOf(row, context.names),
    version_before: row.versionBefore,
    cascades: row.cascades,
  };
}

/** Slug of the repository that a job is from: `git.<slug>/<module>/<Class>`. */
function repositoryOf(jobPath: string): string | null {
  const [source = ''] = jobPath.split('/');
  return source.startsWith('git.') ? source.slice('git.'.length) : null;
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
