import { construct, defineProperty, TypeErrorConstructor } from './primordials.ts';

/** Each of them is memory that the limit of the heap does not count, or a way to get some. */
const uncounted = ['WebAssembly', 'SharedArrayBuffer', 'Atomics'];
const resizing = ['resize', 'transfer', 'transferToFixedLength', 'maxByteLength', 'resizable'];

/** Frames of an error: deep enough for the author's own to be there when MikroORM threw. */
const stackFrames = 50;

/**
 * Takes away what the limits do not see. Not part of the snapshot: V8 refuses to start from one without `Atomics`, or with
 * another limit of frames, and gives every context some of the others back.
 */
export function sealRealm(): void {
  Error.stackTraceLimit = stackFrames;
  for (const name of uncounted) delete (globalThis as Record<string, unknown>)[name];
  const Original = ArrayBuffer;
  const prototype = Original.prototype as unknown as Record<string, unknown>;
  for (const name of resizing) delete prototype[name];
  const value = fixedArrayBuffer(Original);
  defineProperty(prototype, 'constructor', { value, writable: false, configurable: false });
  defineProperty(globalThis, 'ArrayBuffer', { value, writable: false, configurable: false });
}

/** The class without resizable buffers: their memory is reserved outside of the heap. */
function fixedArrayBuffer(Original: ArrayBufferConstructor): object {
  function FixedArrayBuffer(length: number, options?: { readonly maxByteLength?: number }): unknown {
    if (!new.target) throw new TypeErrorConstructor("Constructor ArrayBuffer requires 'new'");
    if (typeof options === 'object' && options !== null && options.maxByteLength !== undefined) {
      throw new TypeErrorConstructor('Resizable array buffers are not available in jobs.');
    }
    return construct(Original, [length], new.target);
  }
  defineProperty(FixedArrayBuffer, 'prototype', { value: Original.prototype, writable: false });
  const isView = (value: unknown) => Original.isView(value);
  defineProperty(FixedArrayBuffer, 'isView', { value: isView, writable: true, configurable: true });
  defineProperty(FixedArrayBuffer, Symbol.species, {
    configurable: true,
    get(this: unknown) {
      return this;
    },
  });
  defineProperty(FixedArrayBuffer, 'name', { value: 'ArrayBuffer', configurable: true });
  return FixedArrayBuffer;
}
