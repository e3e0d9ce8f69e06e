/** How many syncs run at the same time. The others wait in order. */
export interface ConcurrencyOptions {
  /** Default: 16. A sync mostly waits for a network, or for git. */
  readonly total?: number;
  /** Default: 4, so that one slow host cannot hold up the others. */
  readonly perHost?: number;
}

/** A counting semaphore: first come, first served. */
export class Semaphore {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(size: number) {
    this.#free = size;
  }

  /** @throws the reason of `signal`, when it is aborted while waiting. */
  async run<T>(signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    await this.#acquire(signal);
    try {
      return await action();
    } finally {
      this.#release();
    }
  }

  async #acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const proceed = (): void => {
        signal.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = (): void => {
        this.#waiting.delete(proceed);
        reject(signal.reason as Error);
      };
      this.#waiting.add(proceed);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  #release(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free += 1;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

/** Lets so many syncs run in all, and so many for each host. Hosts wait in queues of their own. */
export class SyncQueue {
  readonly #total: Semaphore;
  readonly #perHost: number;
  readonly #hosts = new Map<string, { semaphore: Semaphore; users: number }>();

  constructor(options: ConcurrencyOptions = {}) {
    this.#total = new Semaphore(options.total ?? 16);
    this.#perHost = options.perHost ?? 4;
  }

  /** Local repositories (`host` is empty) are limited by the total only. */
  async run<T>(host: string, signal: AbortSignal, action: () => Promise<T>): Promise<T> {
    if (host === '') {
      return this.#total.run(signal, action);
    }
    const queue = this.#hosts.get(host) ?? { semaphore: new Semaphore(this.#perHost), users: 0 };
    this.#hosts.set(host, queue);
    queue.users += 1;
    try {
      return await queue.semaphore.run(signal, () => this.#total.run(signal, action));
    } finally {
      queue.users -= 1;
      if (queue.users === 0) {
        this.#hosts.delete(host);
      }
    }
  }
}
