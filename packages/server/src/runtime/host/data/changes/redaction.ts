import { createHmac } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { WireValue } from '../../../../registry/index.ts';

/** Replaces a value by a marker that tells whether two values are the same, and nothing else. Empty stays empty. */
export type Redact = (value: WireValue) => WireValue;

/** The key belongs to one run: markers of two runs cannot be compared, nor be found out by trying values. */
export function createRedaction(key: Uint8Array): Redact {
  return (value) => {
    if (value === null) return null;
    const text = canonicalize(value) ?? '';
    return `redacted:${createHmac('sha256', key).update(text).digest('hex').slice(0, 16)}`;
  };
}
