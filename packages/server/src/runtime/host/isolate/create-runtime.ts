import { readFileSync } from 'node:fs';
import type { PassedLimit } from '../../limit-messages.ts';
import type { Runtime, SessionOptions } from '../../runtime.ts';
import { createCodeCache } from './code-cache.ts';
import { type IsolateKind, isolateKindOf } from './isolate-kind.ts';
import { IsolatePool } from './isolate-pool.ts';
import { loadIsolatedVm } from './isolated-vm.ts';
import type { OperationErrorListener } from './operation-runner.ts';
import type { IsolateHead } from './sandbox-isolate.ts';
import { IsolateSession } from './session.ts';
import { readSnapshot } from './snapshot-file.ts';

export interface CreateRuntimeOptions {
  /** File with the runtime bundle. Isolates begin with the snapshots beside it, if there are any. */
  readonly bundleFile: string;
  /** @defaultValue true */
  readonly useSnapshots?: boolean;
  /** Heap limit of the isolates that are kept ready, in megabytes. Sessions with another limit get a new one. */
  readonly heapMb: number;
  /** Isolates of each kind that are kept ready. @defaultValue 1 */
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
  const { heapMb, poolSize = 1 } = options;
  const pool = new IsolatePool({ heapMb, size: poolSize, headOf: createHeads(options) });
  pool.refill();
  return {
    openSession: (session) =>
      new IsolateSession({
        ...session,
        isolate: pool.take(isolateKindOf(session.code), session.limits.heapMb),
        onOperationError: (error, operation) => options.onOperationError?.(error, operation),
        onLimit: (passed) => options.onLimit?.(passed),
        onDisposed: () => pool.release(),
      }),
    [Symbol.dispose]: () => pool[Symbol.dispose](),
  };
}

/** Snapshots when there are some, else the bundle with a code cache. Each is read or made when it is first needed. */
function createHeads({ bundleFile, useSnapshots = true }: CreateRuntimeOptions): (kind: IsolateKind) => IsolateHead {
  const heads = new Map<IsolateKind, IsolateHead>();
  let evaluated: IsolateHead | undefined;
  const evaluate = (): IsolateHead => {
    const code = readFileSync(bundleFile, 'utf8');
    return { code, codeCache: createCodeCache(code) };
  };
  return (kind) => {
    const known = heads.get(kind);
    if (known !== undefined) return known;
    const snapshot = useSnapshots ? readSnapshot(bundleFile, kind) : undefined;
    const head = snapshot === undefined ? (evaluated ??= evaluate()) : { snapshot };
    heads.set(kind, head);
    return head;
  };
}
