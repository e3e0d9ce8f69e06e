/** What looking through one source may take. The author of a repository is not the operator of the server. */
export interface LookLimits {
  /** Milliseconds for all modules together. */
  readonly timeMs: number;
  /** Bytes of all new bundles and their source maps together. */
  readonly bundleBytes: number;
}

/** Keeps one source from taking all time and memory. Modules for which nothing is left are put off. */
export class LookBudget {
  readonly #limits: LookLimits;
  #spentMs = 0;
  #bundleBytes = 0;

  constructor(limits: LookLimits) {
    this.#limits = limits;
  }

  /** Does work on a module and takes note of the time. Waiting for others is not work. */
  async spendTime<Result>(work: () => Promise<Result>): Promise<Result> {
    const started = performance.now();
    try {
      return await work();
    } finally {
      this.#spentMs += performance.now() - started;
    }
  }

  /** Takes note of a new bundle. */
  spendBytes(bytes: number): void {
    this.#bundleBytes += bytes;
  }

  /** Why no further module is compiled; undefined while there is something left. */
  get exhausted(): string | undefined {
    const { timeMs, bundleBytes } = this.#limits;
    if (this.#spentMs > timeMs)
      return `The modules of this repository take longer than ${timeMs / 1000} s together: this one was put off. Sync again to go on, or ask the operator to raise "git.modules.timeMs".`;
    if (this.#bundleBytes > bundleBytes)
      return `The new modules of this repository are larger than ${bundleBytes} bytes together: this one was put off. Share less code between them, or ask the operator to raise "git.modules.bundleBytes".`;
    return undefined;
  }
}
