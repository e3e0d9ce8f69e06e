/** A place among the calls that are on their way. Given back at the end of its scope, unless it is kept. */
export interface Turn extends Disposable {
  /** Keeps the place beyond the scope. @returns gives it back; once is enough */
  keep(): () => void;
}

/** Lets so many calls be on their way at the same time; others wait for their turn, in order. */
export class CallGate {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(places: number) {
    this.#free = places;
  }

  /** @throws the reason of the signal when it comes before the turn */
  async enter(signal: AbortSignal): Promise<Turn> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free -= 1;
    else await this.#wait(signal);
    let isHeld = true;
    let isKept = false;
    const leave = (): void => {
      if (!isHeld) return;
      isHeld = false;
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free += 1;
    };
    return {
      keep: () => {
        isKept = true;
        return leave;
      },
      [Symbol.dispose]: () => {
        if (!isKept) leave();
      },
    };
  }

  async #wait(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const take = (): void => {
      signal.removeEventListener('abort', giveUp);
      resolve();
    };
    const giveUp = (): void => {
      this.#waiting.splice(this.#waiting.indexOf(take), 1);
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', giveUp, { once: true });
    this.#waiting.push(take);
    await promise;
  }
}
