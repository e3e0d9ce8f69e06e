import { AddressError } from '../errors.ts';
import { addressBits, assertInSpace, formatAddress, type IPVersion, parseAddress } from './address-space.ts';
import { isWithin, linkLocal, loopback, multicast, privateUse } from './special-ranges.ts';

/**
 * An IPv4 or IPv6 address without a mask. Immutable. What an `IPAddressVar` gives to `run`.
 *
 * @example
 * ```ts
 * const gateway = IPAddress.parse('192.0.2.1');
 * gateway.version;            // 4
 * gateway.next().toString();  // '192.0.2.2'
 * ```
 */
export class IPAddress {
  /** 4 or 6. */
  readonly version: IPVersion;
  /** The address as an unsigned number of {@link IPAddress.bits} bits. */
  readonly value: bigint;

  private constructor(version: IPVersion, value: bigint) {
    this.version = version;
    this.value = value;
    Object.freeze(this);
  }

  /**
   * Reads `192.0.2.1` or `2001:db8::1`.
   * @throws {@link AddressError} when the text is no address, has a mask, or has a zone
   */
  static parse(this: void, text: string): IPAddress {
    const { version, value } = parseAddress(text);
    return new IPAddress(version, value);
  }

  /** The address that {@link IPAddress.parse} reads, or `undefined` when the text is none. */
  static tryParse(this: void, text: string): IPAddress | undefined {
    try {
      return IPAddress.parse(text);
    } catch (error) {
      if (error instanceof AddressError) return undefined;
      throw error;
    }
  }

  /**
   * The address with this number.
   * @throws {@link AddressError} when the number is outside of the version's address space
   */
  static fromInteger(value: bigint | number, version: IPVersion = 4): IPAddress {
    if (typeof value === 'number' && !Number.isSafeInteger(value)) {
      throw new AddressError(`${value} is not a whole number. Give numbers above 2^53 as bigint.`);
    }
    const exact = BigInt(value);
    assertInSpace(version, exact);
    return new IPAddress(version, exact);
  }

  /** IPv4 addresses before IPv6 ones, then by number. For `Array.prototype.sort`. */
  static compare(this: void, left: IPAddress, right: IPAddress): number {
    if (left.version !== right.version) return left.version - right.version;
    return left.value < right.value ? -1 : Number(left.value > right.value);
  }

  /** 32 or 128. */
  get bits(): 32 | 128 {
    return addressBits(this.version);
  }

  /** Private use: 10/8, 172.16/12, 192.168/16, fc00::/7. */
  get isPrivate(): boolean {
    return isWithin(this, privateUse);
  }

  /** 127/8 and ::1. */
  get isLoopback(): boolean {
    return isWithin(this, loopback);
  }

  /** 169.254/16 and fe80::/10. */
  get isLinkLocal(): boolean {
    return isWithin(this, linkLocal);
  }

  /** 224/4 and ff00::/8. */
  get isMulticast(): boolean {
    return isWithin(this, multicast);
  }

  /**
   * The address `count` above this one; below for a negative count.
   * @defaultValue 1
   * @throws {@link AddressError} when that leaves the address space
   */
  next(count: bigint | number = 1): IPAddress {
    return IPAddress.fromInteger(this.value + toBigInt(count), this.version);
  }

  /**
   * The address `count` below this one.
   * @defaultValue 1
   * @throws {@link AddressError} when that leaves the address space
   */
  previous(count: bigint | number = 1): IPAddress {
    return this.next(-toBigInt(count));
  }

  /** Negative when this address comes before the other: see {@link IPAddress.compare}. */
  compareTo(other: IPAddress): number {
    return IPAddress.compare(this, other);
  }

  /** Whether version and number are the same. */
  equals(other: IPAddress): boolean {
    return this.version === other.version && this.value === other.value;
  }

  /** Canonical text: dotted decimal, or RFC 5952 (lower case, longest run of zeros as `::`). */
  toString(): string {
    return formatAddress(this.version, this.value);
  }

  /** The canonical text. */
  toJSON(): string {
    return this.toString();
  }
}

function toBigInt(count: bigint | number): bigint {
  if (typeof count === 'number' && !Number.isSafeInteger(count)) {
    throw new AddressError(`${count} is not a whole number of addresses.`);
  }
  return BigInt(count);
}
