import { construct, defineProperty, TypeErrorConstructor } from './primordials.ts';

/** Each of them is memory that the limit of the heap does not count, or a way to get some. */
const uncounted = ['WebAssembly', 'SharedArrayBuffer', 'Atomics'];
const resizing = ['resize', 'transfer', 'transferToFixedLength', 'maxByteLength', 'resizable'];

/** Takes away what the limits do not see. */
export function removeGlobals(): void {
  for (const name of uncounted) delete (globalThis as Record<string, unknown>)[name];
  const Original = ArrayBuffer;
  const prototype = Original.prototype as unknown as Record<string, unknown>;
  for (const name of resizing) delete prototype[name];
  defineProperty(prototype, 'constructor', { value: fixedArrayBuffer(Original), writable: false, configurable: false });
  defineProperty(globalThis, 'ArrayBuffer', { value: prototype.constructor, writable: false, configurable: false });
}

/** The class without resizable buffers: their memory is reserved outside of the heap. */
function fixedArrayBuffer(Original: typeof ArrayBuffer): object {
  function ArrayBuffer(length: number, options?: { readonly maxByteLength?: number }): unknown {
    if (!new.target) throw new TypeErrorConstructor("Constructor ArrayBuffer requires 'new'");
    if (typeof options === 'object' && options !== null && options.maxByteLength !== undefined) {
      throw new TypeErrorConstructor('Resizable array buffers are not available in jobs.');
    }
    return construct(Original, [length], new.target);
  }
  defineProperty(ArrayBuffer, 'prototype', { value: Original.prototype, writable: false });
  defineProperty(ArrayBuffer, 'isView', { value: Original.isView, writable: true, configurable: true });
  defineProperty(ArrayBuffer, Symbol.species, {
    configurable: true,
    get(this: unknown) {
      return this;
    },
  });
  return ArrayBuffer;
}
