import type ivm from 'isolated-vm';
import type { PassedLimit } from '../../limit-messages.ts';
import type { OperationTable, Runtime, SessionLimits, SessionOptions } from '../../runtime.ts';
import { IsolatePool } from './isolate-pool.ts';
import { loadIsolatedVm } from './isolated-vm.ts';
import type { OperationErrorListener } from './operation-runner.ts';
import type { SandboxIsolate } from './sandbox-isolate.ts';
import { IsolateSession } from './session.ts';

export interface CreateRuntimeOptions {
  /** The runtime bundle. */
  readonly bundle: { readonly code: string };
  /** Heap limit of the isolates that are kept ready, in megabytes. Sessions with another limit get a new one. */
  readonly heapMb: number;
  /** Isolates that are kept ready. @defaultValue 1 */
  readonly poolSize?: number;
  /** Told of errors of operations that are no business of the job. */
  readonly onOperationError?: OperationErrorListener;
  /** A session passed a limit while its isolate runs on: whoever watches this process may have to kill it. */
  readonly onLimit?: (passed: PassedLimit) => void;
}

/** A runtime whose sessions can be asked what they use. */
export interface IsolateRuntime extends Runtime {
  openSession(options: SessionOptions): IsolateSession;
}

/**
 * Makes the runtime of this process. Beforehand it uses an isolate as a job would, and throws it away, for the sake of a
 * code cache with the functions that jobs need: no job code ever had a hand in it.
 *
 * @throws {@link IsolatedVmUnusableError}, {@link RuntimeBootError}
 */
export async function createRuntime(options: CreateRuntimeOptions): Promise<IsolateRuntime> {
  loadIsolatedVm();
  const { bundle, heapMb, poolSize = 1 } = options;
  const pool = new IsolatePool({ code: bundle.code, heapMb, size: poolSize });
  const open = (isolate: SandboxIsolate, session: SessionOptions) =>
    new IsolateSession({
      ...session,
      isolate,
      onOperationError: (error, operation) => options.onOperationError?.(error, operation),
      onLimit: (passed) => options.onLimit?.(passed),
      onDisposed: () => pool.release(),
    });
  pool.useCodeCache(await warmUp(pool.take(heapMb), open));
  pool.refill();
  return {
    openSession: (session) => open(pool.take(session.limits.heapMb), session),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

async function warmUp(
  isolate: SandboxIsolate,
  open: (isolate: SandboxIsolate, session: SessionOptions) => IsolateSession,
): Promise<ivm.ExternalCopy<ArrayBuffer> | undefined> {
  using session = open(isolate, {
    code: '',
    filename: 'job:///warm-up',
    limits: { ...warmUpLimits, heapMb: isolate.heapMb },
    operations: emptyAnswers,
    onLog: () => undefined,
    onProgress: () => undefined,
  });
  await session.invoke('warmUp', null);
  return isolate.isDisposed ? undefined : isolate.createCodeCache();
}

const warmUpLimits: SessionLimits = {
  heapMb: 0,
  cpuMs: 10_000,
  softTimeMs: 10_000,
  timeMs: 10_000,
  logEntries: 1000,
  logBytes: 1_000_000,
  bridgeCalls: 1000,
  bridgeBytes: 1_000_000,
  outputBytes: 1000,
};

/** A database without rows. */
const emptyAnswers: OperationTable = {
  'data.begin': () => ({ id: 1 }),
  'data.release': () => null,
  'data.rollback': () => null,
  'data.find': () => [],
  'data.findOne': () => null,
  'data.count': () => 0,
  'data.pivot': () => [],
  'data.insert': () => ({ affectedRows: 1, rows: [{}] }),
  'data.update': () => ({ affectedRows: 1 }),
  'data.delete': () => ({ affectedRows: 1 }),
};
