import type { EntityManager } from '@mikro-orm/core';
import type { JobRequest, JobResultInfo } from '../job-request.ts';
import type { ModelRegistry, ObjectDescription } from './model-registry.ts';

/** Level of a log entry; `default` is that of `log()`. */
export type JobLogLevel = 'default' | 'debug' | 'success' | 'info' | 'warning' | 'failure';

/** A log entry as a job makes it. The sandbox adds the group: the method that runs. */
export interface JobLogEntry {
  readonly level: JobLogLevel;
  readonly message: string;
  readonly object?: ObjectDescription;
}

export interface JobProgress {
  readonly current: number;
  readonly total?: number;
  readonly message?: string;
}

/**
 * What a job instance reaches the platform through. The sandbox implements it, and attaches it after construction and
 * before the first method with {@link attachJobContext}. Members are read at each use: they may be getters.
 */
export interface JobContext {
  readonly em: EntityManager;
  readonly request: JobRequest;
  readonly models: ModelRegistry;
  /** Whether a failure entry was logged or an error ended the run. */
  readonly failed: boolean;
  readonly result: JobResultInfo;
  /** Validates the objects one after another, and hands them to the unit of work. */
  validatedSave(entities: readonly object[]): Promise<void>;
  log(entry: JobLogEntry): void;
  progress(progress: JobProgress): void;
  /** Parsed content of a file below the source's root. The host checks path, size and depth. */
  loadFile(path: string, format: 'json' | 'yaml'): Promise<unknown>;
  /** Settings of the plugin that the job comes from. */
  readPluginSettings(): Promise<unknown>;
  /** Value of a secret that the job may read. */
  readSecret(name: string): Promise<string>;
}

/** The slot of each instance. Not a property: neither authors' fields nor job code can get in its way. */
const contexts = new WeakMap<object, JobContext>();

/** Gives a job instance its way to the platform. */
export function attachJobContext(job: object, context: JobContext): void {
  contexts.set(job, context);
}

/** The context of an instance; `undefined` until one is attached. */
export function jobContextOf(job: object): JobContext | undefined {
  return contexts.get(job);
}
