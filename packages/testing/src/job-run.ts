import type { EntityManager } from '@mikro-orm/core';

/** What became of a run. */
export interface JobRun {
  /** `completed`; `failed` after a failure entry or `AbortJob`; `errored` after any other error. */
  readonly status: JobRunStatus;
  /** Path of the job, as on the platform: `local/new_branch/NewBranch`. */
  readonly jobPath: string;
  /** All entries of the log, in order. */
  readonly logs: readonly JobRunLog[];
  /** The same entries by the method that wrote them: `run`, `testConnections`, `postRun`. */
  readonly logsByGroup: Readonly<Record<string, readonly JobRunLog[]>>;
  /** What `run` returned, as it is stored: JSON. Null when it returned nothing. */
  readonly output: unknown;
  /** Every object that the run created, updated or deleted, also when that was rolled back. */
  readonly changes: readonly JobRunChange[];
  /** Every request that the run sent to another system, or would have sent. */
  readonly effects: readonly JobRunEffect[];
  /** Whether what `changes` says is in the database. */
  readonly committed: boolean;
  /** What ended the run. Null unless something did. */
  readonly error: JobRunError | null;
  /** An entity manager on the database as the run left it. Good until the next `runJob` begins. */
  readonly em: EntityManager;
}

/** How a run ended. */
export type JobRunStatus = 'completed' | 'failed' | 'errored' | 'canceled';

/** One entry of a log. */
export interface JobRunLog {
  readonly group: string;
  readonly level: 'default' | 'debug' | 'success' | 'info' | 'warning' | 'failure';
  readonly message: string;
  /** The object that the entry is about. */
  readonly object: { readonly model: string; readonly id: string; readonly display: string } | null;
}

/** One changed object. */
export interface JobRunChange {
  readonly action: 'create' | 'update' | 'delete';
  /** Label of its model: `dcim.site`. */
  readonly model: string;
  readonly id: string;
  readonly display: string;
  /** By field, in the form of REST. A created object has no `before`, a deleted one no `after`. */
  readonly fields: Readonly<Record<string, { readonly before?: unknown; readonly after?: unknown }>>;
  /** The method's unit of work: that of `run` and the tests, or that of `postRun`. */
  readonly phase: 'run' | 'postRun';
}

/** One request to another system. */
export interface JobRunEffect {
  readonly method: string;
  /** Without credentials: what is or looks like one is `[redacted]`. */
  readonly url: string;
  /** False: it was held back, as in a dry run, or refused; `error` then says why. */
  readonly sent: boolean;
  /** Of the answer. Null when none came. */
  readonly status: number | null;
  /** Code of the error that the job got. */
  readonly error: string | null;
  /** The method's unit of work: that of `run` and the tests, or that of `postRun`. */
  readonly phase: 'run' | 'postRun';
}

/** What ended a run. */
export interface JobRunError {
  /** Name of its class. */
  readonly name: string;
  readonly message: string;
  readonly code?: string;
  /** Frames in the job's own files. */
  readonly stack?: string;
  readonly details?: unknown;
}
