/**
 * Built-ins as they were before any other code of the isolate ran. What crosses the border and what reports the end of a
 * run uses these only, so that it goes on to work when a job has changed the built-ins. Import this file first.
 */

/* oxlint-disable typescript/unbound-method -- each of them gets its receiver as first argument */
/** Turns a method into a function whose first argument is the receiver: `uncurry(String.prototype.slice)(text, 0, 5)`. */
const uncurry = Function.prototype.bind.bind(Function.prototype.call) as unknown as <
  This,
  Args extends readonly unknown[],
  Result,
>(
  method: (this: This, ...args: Args) => Result,
) => (self: This, ...args: Args) => Result;

export const defineProperty = Object.defineProperty;
export const isArray = Array.isArray;
export const createObject = Object.create as (prototype: object | null) => object;
export const stringifyJson = JSON.stringify as (value: unknown) => string | undefined;
export const parseJson = JSON.parse as (text: string) => unknown;
export const toPrimitiveText = String;
export const PromiseConstructor = Promise;
export const ErrorConstructor = Error;
export const TypeErrorConstructor = TypeError;
export const MapConstructor = Map;
export const captureStackTrace = Error.captureStackTrace;
export const construct = Reflect.construct;
export const applyFunction = Reflect.apply as (target: unknown, self: unknown, args: readonly unknown[]) => unknown;
/** `instanceof` where the engine has no brand check: a getter of a job may then run. */
export const isError =
  (Error as { isError?: (value: unknown) => value is Error }).isError ??
  ((value: unknown): value is Error => value instanceof ErrorConstructor);
export const sliceText = uncurry(String.prototype.slice);
export const indexOfText = uncurry(String.prototype.indexOf);
export const mapGet = uncurry(Map.prototype.get);
export const mapSet = uncurry(Map.prototype.set);
export const mapDelete = uncurry(Map.prototype.delete);
export const mapForEach = uncurry(Map.prototype.forEach);
const then = uncurry(Promise.prototype.then);
/* oxlint-enable typescript/unbound-method */

/** Calls one of the two when the promise settles, whatever became of `Promise.prototype`. */
export function whenSettled(
  promise: Promise<unknown>,
  onFulfilled: (value: unknown) => void,
  onRejected: (reason: unknown) => void,
): void {
  // Without a constructor the engine makes the promise that `then` returns by itself, and asks nobody for its class.
  void defineProperty(promise, 'constructor', { __proto__: null, value: undefined } as PropertyDescriptor);
  void then(promise as Promise<never>, onFulfilled as never, onRejected as never);
}

/** The text, or its beginning when it is longer. */
export function cutText(text: string, maxLength: number): string {
  return text.length <= maxLength ? text : `${sliceText(text, 0, maxLength)}…`;
}
