import type { InvocationOutcome, LogEntryMessage, ProgressMessage } from './protocol.ts';

/**
 * The seam between the platform and the sandbox. Everything above it knows runs and results; everything below it
 * knows isolates. The platform can be read without the sandbox, and the sandbox can be replaced behind it.
 */

/** An operation that job code may ask of the host. Its argument is unchecked JSON: every operation checks its own. */
export type Operation = (args: unknown) => unknown;

/** The closed table of operations. Names are `<area>.<verb>`: `data.find`, `file.read`. */
export type OperationTable = Readonly<Record<string, Operation>>;

/** JSON text to be passed on unparsed, e.g. rows that PostgreSQL already made into JSON. */
export class RawJson {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Limits that are enforced inside the slot process. The supervisor enforces time and memory again from outside. */
export interface SessionLimits {
  readonly heapMb: number;
  readonly cpuMs: number;
  readonly softTimeMs: number;
  readonly timeMs: number;
  readonly logEntries: number;
  readonly logBytes: number;
  readonly bridgeCalls: number;
  readonly bridgeBytes: number;
  readonly outputBytes: number;
}

export interface SessionOptions {
  /** A job module's bundle (CommonJS text whose `require` gives the runtime's packages), and the name its frames carry. */
  readonly code: string;
  readonly filename: string;
  readonly limits: SessionLimits;
  readonly operations: OperationTable;
  onLog(entry: LogEntryMessage): void;
  onProgress(progress: ProgressMessage): void;
}

/** One isolate with one job module in it, used for one run or one description, then disposed. */
export interface Session extends Disposable {
  /** The method that runs, or ran last: `run`, `testConsole`, `postRun`; `initialization` before. Groups log entries. */
  readonly group: string;
  /** Calls an entry point of the isolate: `describe`, `main` or `postRun`. Never rejects: failures are outcomes. */
  invoke(entry: 'describe' | 'main' | 'postRun', args: unknown): Promise<InvocationOutcome>;
  /** Makes pending and later calls end with the limit `stopped`. */
  stop(reason: string): void;
}

/** Makes sessions; keeps a small pool of ready isolates. */
export interface Runtime extends Disposable {
  openSession(options: SessionOptions): Session;
}
