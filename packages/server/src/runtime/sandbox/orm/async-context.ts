import { TransactionContext } from '@mikro-orm/core';

/**
 * What MikroORM keeps the transaction of a callback in, instead of the AsyncLocalStorage that isolates do not have. It
 * holds a value from `run` until the promise that the callback returned settles. Unlike the real one it cannot tell
 * concurrent callbacks apart: what runs beside an open `em.transactional` belongs to it, which fits, as a run has one
 * connection and one transaction.
 */
class AsyncContext<Value> {
  readonly #entries: { readonly value: Value }[] = [];

  getStore(): Value | undefined {
    return this.#entries.at(-1)?.value;
  }

  enterWith(value: Value): void {
    this.#entries.push({ value });
  }

  run<Result>(value: Value, callback: () => Result): Result {
    const entry = { value };
    this.#entries.push(entry);
    let result: Result;
    try {
      result = callback();
    } catch (error) {
      this.#leave(entry);
      throw error;
    }
    if (!(result instanceof Promise)) {
      this.#leave(entry);
      return result;
    }
    return result.finally(() => this.#leave(entry)) as Result;
  }

  #leave(entry: { readonly value: Value }): void {
    const index = this.#entries.lastIndexOf(entry);
    if (index !== -1) this.#entries.splice(index, 1);
  }
}

/** Gives MikroORM's transactions the context. MikroORM's own way out covers the part of a callback before its first `await`. */
export function installAsyncContext(): void {
  (TransactionContext as unknown as { storage: AsyncContext<TransactionContext> }).storage = new AsyncContext();
}
