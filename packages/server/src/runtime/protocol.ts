/**
 * What crosses the border between host and isolate: plain JSON text, described here once for both realms.
 * This file has no imports at run time and belongs to neither side.
 */

/** An error as data: nothing is ever thrown across the border. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  /** Stable code, e.g. `JOBWRIGHT_RAW_SQL_REFUSED`, or a SQLSTATE class name of MikroORM. */
  readonly code?: string;
  readonly stack?: string;
  readonly details?: unknown;
  readonly cause?: PlainError;
  /** Of an `AggregateError`: the first ten of those that it stands for, which have none of their own. */
  readonly errors?: readonly PlainError[];
}

/** Reply to one host operation. */
export type Reply = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly error: PlainError };

/** How an invocation of an entry point inside the isolate ended. `value` is JSON that the isolate made: believe nothing. */
export type InvocationOutcome =
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: PlainError }
  | { readonly kind: 'limit'; readonly limit: LimitName; readonly message: string };

/** The limits of a run, each named in the message that reports it. */
export type LimitName =
  | 'heap'
  | 'memory'
  | 'cpu'
  | 'softTime'
  | 'time'
  | 'logEntries'
  | 'logBytes'
  | 'bridgeCalls'
  | 'bridgeBytes'
  | 'output'
  | 'changedObjects'
  | 'stopped';

export type LogLevel = 'default' | 'debug' | 'success' | 'info' | 'warning' | 'failure';

/** One log entry as the isolate sends it; the host adds sequence number and time. */
export interface LogEntryMessage {
  readonly group: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly object?: { readonly model: string; readonly id: string; readonly display: string };
}

export interface ProgressMessage {
  readonly current: number;
  readonly total?: number;
  readonly message?: string;
}

/** Argument of the entry point `main`: everything that a run needs to begin. */
export interface MainArguments {
  readonly className: string;
  /** Validated input in stored form: objects by id, addresses as text, files by id. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly commit: boolean;
  readonly request: RequestData;
  readonly jobResult: JobResultData;
}

/** Value that `main` returns. `output` is what `run` returned. */
export interface MainResult {
  readonly output: unknown;
}

/** Argument of the entry point `postRun`. */
export interface PostRunArguments {
  readonly failed: boolean;
  readonly result: JobResultData;
}

export interface RequestData {
  readonly id: string;
  readonly user: {
    readonly id: string;
    readonly username: string;
    readonly email: string;
    readonly isSuperuser: boolean;
  };
  readonly clientIp?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Where the run was asked for. */
  readonly origin: 'api' | 'cli' | 'web' | 'schedule';
}

export interface JobResultData {
  readonly id: string;
  readonly jobPath: string;
  readonly status: string;
  readonly created: string;
  readonly commit: boolean;
  readonly output?: unknown;
  readonly error?: PlainError;
}
