import { BridgeArgumentError } from '../../errors/sandbox.ts';

export interface UntrustedJsonOptions {
  /** Levels of nesting that are allowed. */
  readonly maxDepth: number;
}

/** Keys that reach the prototypes of objects. */
const prototypeKeys = new Set(['__proto__', 'constructor', 'prototype']);
/** Texts without any of these have no such key, also not in escaped form. */
const mayHavePrototypeKey = /__proto__|constructor|prototype|\\u00/;
const quote = 0x22;
const backslash = 0x5c;

/**
 * Parses JSON text of an isolate. Depth is checked on the text, before anything is built of it; keys that reach prototypes
 * are refused; objects have no prototype, so nothing is found in them that was not sent.
 *
 * @throws {@link BridgeArgumentError}
 */
export function parseUntrustedJson(text: string, { maxDepth }: UntrustedJsonOptions): unknown {
  if (isDeeperThan(text, maxDepth)) throw new BridgeArgumentError(`it is nested more than ${maxDepth} levels deep`);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BridgeArgumentError('it is no JSON', { cause: error });
  }
  strip(value, mayHavePrototypeKey.test(text));
  return value;
}

/** Whether brackets nest deeper than so many levels. Looks at each character once. */
export function isDeeperThan(text: string, maxDepth: number): boolean {
  let depth = 0;
  for (let index = 0; index < text.length; index += 1) {
    switch (text.charCodeAt(index)) {
      case quote:
        index = endOfString(text, index);
        break;
      case 0x5b: // [
      case 0x7b: // {
        depth += 1;
        if (depth > maxDepth) return true;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        depth -= 1;
        break;
      default:
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  // Most strings have no escapes: the engine's search is faster than a loop.
  let end = text.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (text.charCodeAt(before) === backslash) before -= 1;
    if ((end - before) % 2 === 1) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

/** Recursion is safe: the depth has been checked. */
function strip(value: unknown, checkKeys: boolean): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) strip(item, checkKeys);
    return;
  }
  for (const key of Object.keys(value)) {
    if (checkKeys && prototypeKeys.has(key)) throw new BridgeArgumentError(`the key "${key}" is not allowed`);
    strip((value as Record<string, unknown>)[key], checkKeys);
  }
  Object.setPrototypeOf(value, null);
}
