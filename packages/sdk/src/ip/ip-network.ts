import { AddressError } from '../errors.ts';
import { addressBits, type IPVersion, networkMask, quote } from './address-space.ts';
import { IPAddress } from './ip-address.ts';

/**
 * An IPv4 or IPv6 network, or an address with its mask: it keeps the host address that it was given. Immutable. What
 * `IPAddressWithMaskVar` and `IPNetworkVar` give to `run`.
 *
 * @example
 * ```ts
 * const network = IPNetwork.parse('192.0.2.5/24');
 * network.ip.toString();                // '192.0.2.5'
 * network.cidr.toString();              // '192.0.2.0/24'
 * network.contains('192.0.2.77');       // true
 * for (const half of network.subnets(25)) half.toString(); // '192.0.2.0/25', '192.0.2.128/25'
 * ```
 */
export class IPNetwork {
  /** The address as given; its host bits may be set. Equal to {@link IPNetwork.network} for a plain network. */
  readonly ip: IPAddress;
  /** 0 to 32, or 0 to 128. */
  readonly prefixLength: number;

  private constructor(ip: IPAddress, prefixLength: number) {
    if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > ip.bits) {
      throw new AddressError(
        `The prefix length of an IPv${ip.version} network is a whole number from 0 to ${ip.bits}.`,
      );
    }
    this.ip = ip;
    this.prefixLength = prefixLength;
    Object.freeze(this);
  }

  /**
   * Reads `192.0.2.0/24`, `192.0.2.5/24`, `2001:db8::/32`, and masks in dotted form: `192.0.2.0/255.255.255.0`.
   * An address without a mask is a network of that one address.
   * @throws {@link AddressError} when the text is none of these
   */
  static parse(this: void, text: string): IPNetwork {
    if (typeof text !== 'string') throw new AddressError('A network must be text, such as "192.0.2.0/24".');
    const slash = text.indexOf('/');
    const ip = IPAddress.tryParse(slash === -1 ? text : text.slice(0, slash));
    const length = ip && (slash === -1 ? ip.bits : parseLength(text.slice(slash + 1), ip.version));
    if (ip === undefined || length === undefined) {
      throw new AddressError(
        `${quote(text)} is not an IPv4 or IPv6 network such as "192.0.2.0/24" or "2001:db8::/32".`,
      );
    }
    return new IPNetwork(ip, length);
  }

  /** The network that {@link IPNetwork.parse} reads, or `undefined` when the text is none. */
  static tryParse(this: void, text: string): IPNetwork | undefined {
    try {
      return IPNetwork.parse(text);
    } catch (error) {
      if (error instanceof AddressError) return undefined;
      throw error;
    }
  }

  /**
   * The network of this length that holds the address, with the address kept as {@link IPNetwork.ip}.
   * @throws {@link AddressError} when the length does not fit the address
   */
  static of(address: IPAddress, prefixLength: number = address.bits): IPNetwork {
    return new IPNetwork(address, prefixLength);
  }

  /**
   * The network whose address has this number.
   * @throws {@link AddressError} when number or length are outside of the version's address space
   */
  static fromInteger(value: bigint | number, prefixLength: number, version: IPVersion = 4): IPNetwork {
    return new IPNetwork(IPAddress.fromInteger(value, version), prefixLength);
  }

  /** IPv4 before IPv6, then by network address, larger networks first, then by host address. For `Array.prototype.sort`. */
  static compare(this: void, left: IPNetwork, right: IPNetwork): number {
    return (
      IPAddress.compare(left.network, right.network) ||
      left.prefixLength - right.prefixLength ||
      IPAddress.compare(left.ip, right.ip)
    );
  }

  /** 4 or 6. */
  get version(): IPVersion {
    return this.ip.version;
  }

  /** First address: the one whose host bits are all zero. */
  get network(): IPAddress {
    return IPAddress.fromInteger(this.ip.value & networkMask(this.version, this.prefixLength), this.version);
  }

  /** Last address: the one whose host bits are all one. `undefined` where no address is a broadcast: IPv6, /31 and /32. */
  get broadcast(): IPAddress | undefined {
    return this.version === 6 || this.prefixLength > 30 ? undefined : this.last;
  }

  /** Same as {@link IPNetwork.network}. */
  get first(): IPAddress {
    return this.network;
  }

  /** Last address of the range, broadcast or not. */
  get last(): IPAddress {
    return this.network.next(this.size - 1n);
  }

  /** `255.255.255.0` for a /24. */
  get netmask(): IPAddress {
    return IPAddress.fromInteger(networkMask(this.version, this.prefixLength), this.version);
  }

  /** `0.0.0.255` for a /24. */
  get hostmask(): IPAddress {
    return IPAddress.fromInteger(this.size - 1n, this.version);
  }

  /** The network without host bits: `192.0.2.0/24` for `192.0.2.5/24`. */
  get cidr(): IPNetwork {
    return new IPNetwork(this.network, this.prefixLength);
  }

  /** Number of addresses, network and broadcast included. */
  get size(): bigint {
    return 1n << BigInt(addressBits(this.version) - this.prefixLength);
  }

  /** Whether the address has no host bits set. */
  get isCidr(): boolean {
    return this.ip.value === this.network.value;
  }

  /** Whether all of the network is for private use: see {@link IPAddress.isPrivate}. */
  get isPrivate(): boolean {
    return this.network.isPrivate && this.last.isPrivate;
  }

  /** Whether all of the network is loopback: see {@link IPAddress.isLoopback}. */
  get isLoopback(): boolean {
    return this.network.isLoopback && this.last.isLoopback;
  }

  /** Whether all of the network is link-local: see {@link IPAddress.isLinkLocal}. */
  get isLinkLocal(): boolean {
    return this.network.isLinkLocal && this.last.isLinkLocal;
  }

  /** Whether all of the network is multicast: see {@link IPAddress.isMulticast}. */
  get isMulticast(): boolean {
    return this.network.isMulticast && this.last.isMulticast;
  }

  /**
   * Whether the address, or all addresses of the network, lie in this one. A network contains itself.
   * @throws {@link AddressError} for text that is neither
   */
  contains(other: IPAddress | IPNetwork | string): boolean {
    const network = toNetwork(other);
    return (
      network.version === this.version &&
      network.prefixLength >= this.prefixLength &&
      (network.ip.value & networkMask(this.version, this.prefixLength)) === this.network.value
    );
  }

  /** Whether the two have an address in common. */
  overlaps(other: IPNetwork | string): boolean {
    const network = toNetwork(other);
    return this.contains(network) || network.contains(this);
  }

  /**
   * Addresses that hosts may use, in order, one at a time: without network and broadcast address in IPv4, without the
   * subnet-router anycast address in IPv6 (as netaddr's `iter_hosts`); all of them for /31, /32, /127 and /128.
   */
  *hosts(): Generator<IPAddress, void, undefined> {
    const small = this.prefixLength >= this.ip.bits - 1;
    let value = this.network.value + (small ? 0n : 1n);
    const end = this.last.value - (small || this.version === 6 ? 0n : 1n);
    for (; value <= end; value++) yield IPAddress.fromInteger(value, this.version);
  }

  /**
   * The networks of this length inside of this one, in order, one at a time.
   * @throws {@link AddressError} when the length is shorter than this network's or longer than the address
   */
  subnets(prefixLength: number): Generator<IPNetwork, void, undefined> {
    if (!Number.isInteger(prefixLength) || prefixLength < this.prefixLength || prefixLength > this.ip.bits) {
      throw new AddressError(
        `${this.cidr.toString()} has no subnets of length ${prefixLength}: choose a length from ${this.prefixLength} to ${this.ip.bits}.`,
      );
    }
    return iterateSubnets(this.cidr, prefixLength);
  }

  /**
   * What is left of this network without the others, as the fewest networks that cover it, in order. Networks that do not
   * overlap this one take nothing away.
   *
   * @example
   * ```ts
   * IPNetwork.parse('10.0.0.0/24').exclude(['10.0.0.0/26']).join(); // '10.0.0.64/26,10.0.0.128/25'
   * ```
   * @throws {@link AddressError} for text that is no network
   */
  exclude(others: Iterable<IPNetwork | string>): IPNetwork[] {
    const taken = [...others].map((other) => toNetwork(other)).filter((other) => this.overlaps(other));
    return withoutNetworks(this.cidr, taken);
  }

  /**
   * The network of this length that contains this one.
   * @defaultValue one bit shorter
   * @throws {@link AddressError} when the length is longer than this network's, or negative
   */
  supernet(prefixLength: number = this.prefixLength - 1): IPNetwork {
    if (!Number.isInteger(prefixLength) || prefixLength < 0 || prefixLength > this.prefixLength) {
      throw new AddressError(
        `${this.cidr.toString()} has no supernet of length ${prefixLength}: choose a shorter length.`,
      );
    }
    return new IPNetwork(this.network, prefixLength).cidr;
  }

  /**
   * The network of the same size `count` steps after this one.
   * @defaultValue 1
   * @throws {@link AddressError} when that leaves the address space
   */
  next(count: bigint | number = 1): IPNetwork {
    return new IPNetwork(this.network.next(steps(count) * this.size), this.prefixLength);
  }

  /**
   * The network of the same size `count` steps before this one.
   * @defaultValue 1
   * @throws {@link AddressError} when that leaves the address space
   */
  previous(count: bigint | number = 1): IPNetwork {
    return this.next(-steps(count));
  }

  /** Negative when this network comes before the other: see {@link IPNetwork.compare}. */
  compareTo(other: IPNetwork): number {
    return IPNetwork.compare(this, other);
  }

  /** Whether address, host bits included, and length are the same. Compare {@link IPNetwork.cidr} to leave host bits out. */
  equals(other: IPNetwork): boolean {
    return this.prefixLength === other.prefixLength && this.ip.equals(other.ip);
  }

  /** Address as given and length: `192.0.2.5/24`. */
  toString(): string {
    return `${this.ip.toString()}/${this.prefixLength}`;
  }

  /** Same as `toString()`. */
  toJSON(): string {
    return this.toString();
  }
}

/** Halves the network until each part is taken as a whole, or free: no deeper than the longest network that takes from it. */
function withoutNetworks(network: IPNetwork, taken: readonly IPNetwork[]): IPNetwork[] {
  if (taken.length === 0) return [network];
  if (taken.some((other) => other.contains(network))) return [];
  return [...network.subnets(network.prefixLength + 1)].flatMap((half) =>
    withoutNetworks(
      half,
      taken.filter((other) => half.contains(other)),
    ),
  );
}

function* iterateSubnets(network: IPNetwork, prefixLength: number): Generator<IPNetwork, void, undefined> {
  const step = 1n << BigInt(network.ip.bits - prefixLength);
  const end = network.network.value + network.size;
  for (let value = network.network.value; value < end; value += step) {
    yield IPNetwork.fromInteger(value, prefixLength, network.version);
  }
}

function toNetwork(value: IPAddress | IPNetwork | string): IPNetwork {
  if (value instanceof IPNetwork) return value;
  return value instanceof IPAddress ? IPNetwork.of(value) : IPNetwork.parse(value);
}

function steps(count: bigint | number): bigint {
  if (typeof count === 'number' && !Number.isSafeInteger(count)) {
    throw new AddressError(`${count} is not a whole number of networks.`);
  }
  return BigInt(count);
}

function parseLength(text: string, version: IPVersion): number | undefined {
  const bits = addressBits(version);
  if (/^(?:0|[1-9]\d{0,2})$/.test(text)) return Number(text) <= bits ? Number(text) : undefined;
  const mask = version === 4 ? IPAddress.tryParse(text) : undefined;
  if (mask?.version !== 4) return undefined;
  for (let length = 0; length <= bits; length++) if (networkMask(4, length) === mask.value) return length;
  return undefined;
}
