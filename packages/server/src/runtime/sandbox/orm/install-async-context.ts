/**
 * MikroORM keeps the transaction of a callback in an AsyncLocalStorage, which isolates do not have, and takes a class of
 * that name from the global object when it is loaded. This one holds a value from `run` until the promise that the callback
 * returned settles. Unlike the real one it cannot tell concurrent callbacks apart: what runs beside an open
 * `em.transactional` belongs to it, which fits, as a run has one connection and one transaction.
 *
 * Import this file before MikroORM, and call {@link uninstallAsyncContext} after it.
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

const scope = globalThis as { AsyncLocalStorage?: unknown };
/** In Node, where tests import this file, MikroORM keeps the real one. */
const isIsolate = !('process' in globalThis);
if (isIsolate) scope.AsyncLocalStorage = AsyncContext;

/** Takes the class away again, so that job code does not see it. */
export function uninstallAsyncContext(): void {
  if (isIsolate) delete scope.AsyncLocalStorage;
}
