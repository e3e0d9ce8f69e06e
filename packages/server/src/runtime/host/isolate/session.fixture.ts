import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadRuntimeBundle } from '../../bundle/runtime-bundle.ts';
import type { InvocationOutcome, LogEntryMessage, ProgressMessage } from '../../protocol.ts';
import type { OperationTable, SessionLimits } from '../../runtime.ts';
import { createRuntime, type IsolateRuntime } from './create-runtime.ts';
import { ensureSnapshots } from './ensure-snapshots.ts';
import type { IsolateSession } from './session.ts';

/** Small limits: tests shall run into them soon. */
export const testLimits: SessionLimits = {
  heapMb: 64,
  cpuMs: 1000,
  softTimeMs: 5000,
  timeMs: 5000,
  logEntries: 1000,
  logBytes: 100_000,
  bridgeCalls: 1000,
  bridgeBytes: 1_000_000,
  outputBytes: 10_000,
};

/** The runtime bundle without models, kept for all test files. */
export function loadTestBundle(): Promise<{ readonly code: string; readonly file: string; readonly digest: string }> {
  return loadRuntimeBundle({ modelPackages: [], cacheFolder: join(tmpdir(), 'jobwright-test-runtime') });
}

export interface TestRun {
  readonly outcome: InvocationOutcome;
  readonly entries: readonly LogEntryMessage[];
  readonly progress: readonly ProgressMessage[];
  readonly postRun: InvocationOutcome | undefined;
}

export interface TestRunOptions {
  readonly limits?: Partial<SessionLimits>;
  readonly operations?: OperationTable;
  /** Calls `postRun` too. @defaultValue false */
  readonly withPostRun?: boolean;
  /** Called when the invocation has begun. */
  readonly onStarted?: (session: IsolateSession) => void;
}

/** The runtime of a test file, and short ways to run something in it. */
export class TestRuntime implements Disposable {
  readonly runtime: IsolateRuntime;
  readonly operationErrors: unknown[] = [];
  readonly passedLimits: string[] = [];

  private constructor(runtime: IsolateRuntime) {
    this.runtime = runtime;
  }

  static async create(): Promise<TestRuntime> {
    const bundle = await loadTestBundle();
    // As in a server: isolates begin with the snapshot.
    await ensureSnapshots(bundle.file);
    const holder: { test?: TestRuntime } = {};
    const runtime = await createRuntime({
      bundleFile: bundle.file,
      heapMb: testLimits.heapMb,
      onOperationError: (error) => holder.test?.operationErrors.push(error),
      onLimit: ({ limit }) => holder.test?.passedLimits.push(limit),
    });
    holder.test = new TestRuntime(runtime);
    return holder.test;
  }

  /** Runs a module whose job is the class `Example`. */
  async runModule(code: string, options: TestRunOptions = {}): Promise<TestRun> {
    const entries: LogEntryMessage[] = [];
    const progress: ProgressMessage[] = [];
    using session = this.runtime.openSession({
      code,
      filename: 'job:///local/example',
      limits: { ...testLimits, ...options.limits },
      operations: options.operations ?? {},
      onLog: (entry) => entries.push(entry),
      onProgress: (step) => progress.push(step),
    });
    const running = session.invoke('main', {
      className: 'Example',
      data: {},
      commit: false,
      request: { id: 'request', user: testUser, headers: {}, origin: 'api' },
      jobResult,
    });
    options.onStarted?.(session);
    const outcome = await running;
    const failed = outcome.kind !== 'returned';
    const postRun =
      options.withPostRun === true
        ? await session.invoke('postRun', {
            failed,
            result: { ...jobResult, status: failed ? 'errored' : 'completed' },
          })
        : undefined;
    return { outcome, entries, progress, postRun };
  }

  /** Runs statements as the body of `run` of a job; `call` asks the host, as MikroORM's driver does. */
  run(body: string, options: TestRunOptions = {}): Promise<TestRun> {
    return this.runModule(
      `const { Job, AbortJob, SoftTimeLimitExceeded } = require('@jobwright/sdk');
exports.Example = class Example extends Job { async run(data, commit) { ${body} } };`,
      options,
    );
  }

  /** What the statements return as the output of the run. */
  async evaluate(body: string, options: TestRunOptions = {}): Promise<unknown> {
    const { outcome } = await this.run(body, options);
    if (outcome.kind !== 'returned') throw new Error(`The run did not return: ${JSON.stringify(outcome)}`);
    return (outcome.value as { readonly output: unknown }).output;
  }

  [Symbol.dispose](): void {
    this.runtime[Symbol.dispose]();
  }
}

const testUser = { id: 'u1', username: 'alice', email: 'alice@example.com', isSuperuser: false };
const jobResult = {
  id: 'r1',
  jobPath: 'local/example/Example',
  status: 'running',
  created: '2026-01-01T00:00:00.000Z',
  commit: false,
};
