import { defineProperty } from './primordials.ts';

/** Sets a global as the engine sets its own: replaceable, and left out when the global object is listed. */
export function defineGlobal(name: string, value: unknown): void {
  defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}
