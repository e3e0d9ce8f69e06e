/**
 * Makes callers that ask for the same thing at the same time share one piece of work. A caller that gives up leaves the work to the others;
 * when the last one gives up, the work is ended.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, { promise: Promise<T>; stop: AbortController; users: number }>();
  readonly #unfinished = new Set<Promise<T>>();

  /** @throws the reason of `signal` as soon as it is aborted, or what the work throws. */
  async run(key: string, signal: AbortSignal | undefined, start: (signal: AbortSignal) => Promise<T>): Promise<T> {
    signal?.throwIfAborted();
    const work = this.#running.get(key) ?? this.#start(key, start);
    work.users += 1;
    const { promise: givenUp, reject } = Promise.withResolvers<never>();
    const giveUp = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', giveUp, { once: true });
    try {
      return await Promise.race([work.promise, givenUp]);
    } finally {
      signal?.removeEventListener('abort', giveUp);
      work.users -= 1;
      if (work.users === 0) {
        this.#forget(key, work);
        work.stop.abort(signal?.reason);
      }
    }
  }

  /** Resolves when all work that runs now, also such that nobody waits for, has ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#unfinished);
  }

  #start(
    key: string,
    start: (signal: AbortSignal) => Promise<T>,
  ): { promise: Promise<T>; stop: AbortController; users: number } {
    const stop = new AbortController();
    const work = { promise: start(stop.signal), stop, users: 0 };
    this.#running.set(key, work);
    this.#unfinished.add(work.promise);
    const finish = (): void => void this.#unfinished.delete(work.promise);
    // Whoever gave up does not see how the work ended: a failure is then nobody's, and no unhandled rejection.
    work.promise.then(finish, finish);
    return work;
  }

  #forget(key: string, work: object): void {
    if (this.#running.get(key) === work) {
      this.#running.delete(key);
    }
  }
}
