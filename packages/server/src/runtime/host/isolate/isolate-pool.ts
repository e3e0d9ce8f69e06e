import type { IsolateKind } from './isolate-kind.ts';
import { type IsolateHead, SandboxIsolate } from './sandbox-isolate.ts';

export interface IsolatePoolOptions {
  readonly heapMb: number;
  /** Isolates of each kind in use that are kept ready. */
  readonly size: number;
  headOf(kind: IsolateKind): IsolateHead;
}

/**
 * Isolates that are ready for a job module. Each is used once. Those with models are kept ready from the beginning, plain
 * ones from when one was asked for.
 */
export class IsolatePool implements Disposable {
  readonly #options: IsolatePoolOptions;
  readonly #kinds = new Set<IsolateKind>(['models']);
  #ready: SandboxIsolate[] = [];
  #inUse = 0;
  #refill: NodeJS.Immediate | undefined;
  #isDisposed = false;

  constructor(options: IsolatePoolOptions) {
    this.#options = options;
  }

  /** A ready isolate, or a new one. Give it back with {@link IsolatePool.release} when it is disposed of. */
  take(kind: IsolateKind, heapMb: number): SandboxIsolate {
    this.#kinds.add(kind);
    this.#inUse += 1;
    clearImmediate(this.#refill);
    this.#refill = undefined;
    const fits = (it: SandboxIsolate): boolean => it.kind === kind && it.heapMb === heapMb && !it.isDisposed;
    const index = this.#ready.findIndex(fits);
    const [isolate] = index === -1 ? [] : this.#ready.splice(index, 1);
    return isolate ?? this.#create(kind, heapMb);
  }

  /** An isolate is gone. When none is in use, the next is made. */
  release(): void {
    this.#inUse -= 1;
    this.refill();
  }

  /** Makes isolates one by one, each in a turn of its own, as long as no other is at work on this thread. */
  refill(): void {
    if (this.#isDisposed || this.#inUse > 0 || this.#missingKind() === undefined) return;
    this.#refill ??= setImmediate(() => {
      this.#refill = undefined;
      const kind = this.#missingKind();
      if (this.#isDisposed || this.#inUse > 0 || kind === undefined) return;
      this.#ready.push(this.#create(kind, this.#options.heapMb));
      this.refill();
    });
  }

  #missingKind(): IsolateKind | undefined {
    const isMissing = (kind: IsolateKind): boolean =>
      this.#ready.filter((isolate) => isolate.kind === kind).length < this.#options.size;
    return [...this.#kinds].find((kind) => isMissing(kind));
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearImmediate(this.#refill);
    for (const isolate of this.#ready.splice(0)) isolate[Symbol.dispose]();
  }

  #create(kind: IsolateKind, heapMb: number): SandboxIsolate {
    return new SandboxIsolate({ kind, heapMb, head: this.#options.headOf(kind) });
  }
}
