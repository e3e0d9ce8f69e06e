import { type IsolateHead, SandboxIsolate } from './sandbox-isolate.ts';

export interface IsolatePoolOptions {
  readonly code: string;
  readonly heapMb: number;
  /** Isolates that are kept ready. */
  readonly size: number;
  readonly head: IsolateHead;
}

/** Isolates that are ready for a job module. Each is used once. */
export class IsolatePool implements Disposable {
  readonly #options: IsolatePoolOptions;
  #ready: SandboxIsolate[] = [];
  #inUse = 0;
  #refill: NodeJS.Immediate | undefined;
  #isDisposed = false;

  constructor(options: IsolatePoolOptions) {
    this.#options = options;
  }

  /** A ready isolate, or a new one. Give it back with {@link IsolatePool.release} when it is disposed of. */
  take(heapMb: number): SandboxIsolate {
    this.#inUse += 1;
    clearImmediate(this.#refill);
    this.#refill = undefined;
    const index = this.#ready.findIndex((isolate) => isolate.heapMb === heapMb && !isolate.isDisposed);
    const [isolate] = index === -1 ? [] : this.#ready.splice(index, 1);
    return isolate ?? this.#create(heapMb);
  }

  /** An isolate is gone. When none is in use, the next is made. */
  release(): void {
    this.#inUse -= 1;
    this.refill();
  }

  /** Makes isolates one by one, each in a turn of its own, as long as no other is at work on this thread. */
  refill(): void {
    if (this.#isDisposed || this.#inUse > 0 || this.#ready.length >= this.#options.size) return;
    this.#refill ??= setImmediate(() => {
      this.#refill = undefined;
      if (this.#isDisposed || this.#inUse > 0) return;
      this.#ready.push(this.#create(this.#options.heapMb));
      this.refill();
    });
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    clearImmediate(this.#refill);
    for (const isolate of this.#ready.splice(0)) isolate[Symbol.dispose]();
  }

  #create(heapMb: number): SandboxIsolate {
    return new SandboxIsolate({ code: this.#options.code, heapMb, head: this.#options.head });
  }
}
