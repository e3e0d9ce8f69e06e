import { setImmediate as nextTurn } from 'node:timers/promises';

/**
 * Lets one process start in each turn of the event loop. Starting one blocks the loop for some milliseconds; several in a row, as they come
 * up when many syncs run at once, would hold up everything else that the process does.
 */
export class SpawnGate {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when it is the caller's turn. */
  async pass(): Promise<void> {
    this.#last = this.#last.then(async () => nextTurn());
    return this.#last;
  }
}
