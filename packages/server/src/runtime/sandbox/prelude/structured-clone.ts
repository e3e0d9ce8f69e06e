import { defineGlobal } from './define-global.ts';

/** `structuredClone` of the web, without transfers. */
export function installStructuredClone(): void {
  defineGlobal('structuredClone', (value: unknown) => clone(value, new Map()));
}

const errorClasses: Readonly<Record<string, new (message?: string) => Error>> = {
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
};

function clone(value: unknown, seen: Map<object, object>): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw notCloneable(value);
  if (typeof value !== 'object' || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const copy = emptyCopy(value, seen);
  seen.set(value, copy);
  if (value instanceof Map) {
    for (const [key, item] of value) (copy as Map<unknown, unknown>).set(clone(key, seen), clone(item, seen));
  } else if (value instanceof Set) {
    for (const item of value) (copy as Set<unknown>).add(clone(item, seen));
  } else if (value instanceof Error) {
    copyError(value, copy, seen);
  } else if (Array.isArray(value) || isPlain(value)) {
    for (const key of Object.keys(value)) {
      const item = clone((value as Record<string, unknown>)[key], seen);
      Object.defineProperty(copy, key, { value: item, writable: true, enumerable: true, configurable: true });
    }
  }
  return copy;
}

function emptyCopy(value: object, seen: Map<object, object>): object {
  if (Array.isArray(value)) return Array.from({ length: value.length });
  if (value instanceof Date) return new Date(value.getTime());
  if (value instanceof RegExp) return new RegExp(value.source, value.flags);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (value instanceof Error) return new (errorClasses[value.name] ?? Error)(value.message);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (ArrayBuffer.isView(value)) return cloneView(value, seen);
  if (isBoxed(value)) return Object(value.valueOf()) as object;
  if (value instanceof Promise || value instanceof WeakMap || value instanceof WeakSet || value instanceof WeakRef) {
    throw notCloneable(value);
  }
  // Instances of classes lose their class, as everywhere.
  return {};
}

function cloneView(view: ArrayBufferView, seen: Map<object, object>): object {
  const buffer = clone(view.buffer, seen) as ArrayBuffer;
  if (view instanceof DataView) return new DataView(buffer, view.byteOffset, view.byteLength);
  const View = view.constructor as Uint8ArrayConstructor;
  return new View(buffer, view.byteOffset, (view as Uint8Array).length);
}

function copyError(value: Error, copy: object, seen: Map<object, object>): void {
  for (const key of ['stack', 'cause'] as const) {
    if (!Object.hasOwn(value, key)) continue;
    const item = clone(value[key], seen);
    Object.defineProperty(copy, key, { value: item, writable: true, enumerable: false, configurable: true });
  }
}

function isPlain(value: object): boolean {
  return !(
    value instanceof Date ||
    value instanceof RegExp ||
    value instanceof ArrayBuffer ||
    ArrayBuffer.isView(value) ||
    isBoxed(value)
  );
}

/** `Object(1)`, `Object('text')`, `Object(true)`. */
function isBoxed(value: object): boolean {
  return ['[object Boolean]', '[object Number]', '[object String]'].includes(Object.prototype.toString.call(value));
}

function notCloneable(value: unknown): Error {
  const error = new Error(`${typeof value === 'object' ? 'The object' : `A ${typeof value}`} cannot be cloned.`);
  error.name = 'DataCloneError';
  return error;
}
