import type { PassedLimit } from '../../limit-messages.ts';
import type { Runtime, SessionOptions } from '../../runtime.ts';
import { createCodeCache } from './code-cache.ts';
import { IsolatePool } from './isolate-pool.ts';
import { loadIsolatedVm } from './isolated-vm.ts';
import type { OperationErrorListener } from './operation-runner.ts';
import type { IsolateHead } from './sandbox-isolate.ts';
import { IsolateSession } from './session.ts';
import { readSnapshot } from './snapshot-file.ts';

export interface CreateRuntimeOptions {
  /** The runtime bundle. With its file, isolates begin with the snapshot beside it, if there is one. */
  readonly bundle: { readonly code: string; readonly file?: string };
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
 * Makes the runtime of this process.
 *
 * @throws {@link IsolatedVmUnusableError}, {@link RuntimeBootError}
 */
export async function createRuntime(options: CreateRuntimeOptions): Promise<IsolateRuntime> {
  loadIsolatedVm();
  const { bundle, heapMb, poolSize = 1 } = options;
  const pool = new IsolatePool({ code: bundle.code, heapMb, size: poolSize, head: createHead(bundle) });
  pool.refill();
  return {
    openSession: (session) =>
      new IsolateSession({
        ...session,
        isolate: pool.take(session.limits.heapMb),
        onOperationError: (error, operation) => options.onOperationError?.(error, operation),
        onLimit: (passed) => options.onLimit?.(passed),
        onDisposed: () => pool.release(),
      }),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

function createHead({ code, file }: CreateRuntimeOptions['bundle']): IsolateHead {
  const snapshot = file === undefined ? undefined : readSnapshot(file);
  if (snapshot !== undefined) return { snapshot };
  const codeCache = createCodeCache(code);
  return codeCache === undefined ? undefined : { codeCache };
}
