import { Address4, Address6 } from 'ip-address';
import { AddressError } from '../errors.ts';

/** 4 or 6. */
export type IPVersion = 4 | 6;

/** Bits of an address: 32 or 128. */
export function addressBits(version: IPVersion): 32 | 128 {
  return version === 4 ? 32 : 128;
}

/** The address as a number; throws when the text is no plain address (no mask, no zone). */
export function parseAddress(text: string): { readonly version: IPVersion; readonly value: bigint } {
  if (typeof text !== 'string')
    throw new AddressError('An address must be text, such as "192.0.2.1" or "2001:db8::1".');
  if (text.length <= 45 && !text.includes('/') && !text.includes('%')) {
    if (Address4.isValid(text)) return { version: 4, value: new Address4(text).bigInt() };
    if (text.includes(':') && Address6.isValid(text)) return { version: 6, value: new Address6(text).bigInt() };
  }
  throw new AddressError(`${quote(text)} is not an IPv4 or IPv6 address.${hint(text)}`);
}

/** Canonical text: dotted decimal, or RFC 5952. */
export function formatAddress(version: IPVersion, value: bigint): string {
  if (version === 4) return Address4.fromBigInt(value).correctForm();
  // RFC 5952, section 5: IPv4-mapped addresses keep their IPv4 part readable. PostgreSQL writes them so too.
  if (value >> 32n === 0xffffn) return `::ffff:${formatAddress(4, value & 0xffff_ffffn)}`;
  return Address6.fromBigInt(value).correctForm();
}

/** Mask with `prefixLength` leading ones. */
export function networkMask(version: IPVersion, prefixLength: number): bigint {
  const bits = addressBits(version);
  return ((1n << BigInt(prefixLength)) - 1n) << BigInt(bits - prefixLength);
}

/** Throws unless `value` is an address of the version. */
export function assertInSpace(version: IPVersion, value: bigint): void {
  if (value < 0n || value >= 1n << BigInt(addressBits(version))) {
    throw new AddressError(`${value} is outside of the IPv${version} address space.`);
  }
}

/** Text in quotation marks, cut to a readable length. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function hint(text: string): string {
  if (text.includes('/')) return ' Leave the mask away.';
  return text.includes('%') ? ' Leave the zone away.' : '';
}
