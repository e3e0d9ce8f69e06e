import type { BenchOutcome } from '@jobwright/server/testing';
import { JobMissingError, JobModuleBrokenError } from './errors.ts';
import type { JobRun, JobRunLog, JobRunStatus } from './job-run.ts';

/** The class of a job, found. */
export interface FoundClass {
  /** Absolute, free of links. */
  readonly file: string;
  readonly name: string;
}

type Ended = Extract<BenchOutcome, { kind: 'ended' }>;

/**
 * The outcome of a run as tests see it.
 * @throws {@link JobModuleBrokenError}
 * @throws {@link JobMissingError}
 */
export function describeRun(outcome: BenchOutcome, { file, name }: FoundClass): JobRun {
  switch (outcome.kind) {
    case 'missing':
      throw new JobMissingError(`${file} exports no job "${name}".`);
    case 'broken': {
      const { message, line, column, excerpt } = outcome.problem;
      const place = line === undefined ? outcome.problem.file : `${outcome.problem.file}:${line}:${column}`;
      throw new JobModuleBrokenError([message, place, excerpt].filter((part) => part !== undefined).join('\n'));
    }
    case 'ended':
      return describeEnded(outcome);
  }
}

function describeEnded({ result, logs: rows, changes, effects, em }: Ended): JobRun {
  const logs = rows.map((row) => describeEntry(row));
  return {
    status: result.status as JobRunStatus,
    jobPath: result.jobPath,
    logs,
    logsByGroup: Object.groupBy(logs, ({ group }) => group) as Readonly<Record<string, readonly JobRunLog[]>>,
    output: result.output,
    changes: changes.map(({ action, model, id, display, fields, phase }) => {
      return { action, model, id, display, fields, phase };
    }),
    effects: effects.map(({ method, url, sent, status, error, phase }) => {
      return { method, url, sent, status, error, phase };
    }),
    committed: result.changesCommitted,
    error: result.error,
    em,
  };
}

function describeEntry({ group, level, message, ...row }: Ended['logs'][number]): JobRunLog {
  const { objectModel, objectId, objectDisplay } = row;
  const object =
    objectDisplay === null ? null : { model: objectModel ?? '', id: objectId ?? '', display: objectDisplay };
  return { group, level, message, object };
}
