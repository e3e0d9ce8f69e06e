import { IPAddress as Address, IPNetwork } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { readColumns } from '../common/read-columns.ts';
import { IPAddress } from './ip-address.ts';
import { IPRange } from './ip-range.ts';
import type { Prefix } from './prefix.ts';

/** How many free addresses are wanted. */
export interface FreeAddressesOptions {
  /** How many at most, lowest first. @defaultValue 1 */
  readonly count?: number;
}

/**
 * Addresses of a prefix that are not given out, lowest first, with the mask of the prefix: what Nautobot's
 * `get_available_ips` and `get_first_available_ip` give. Taken are addresses and ranges of the same VRF. The first and the
 * last address of a subnet count for pools only. It sees what was saved before it in the same unit of work.
 *
 * @example
 * ```ts
 * const [free] = await freeAddresses(this.em, prefix);
 * if (!free) throw new AbortJob(`${prefix.prefix} is full.`);
 * const address = this.em.create(IPAddress, { address: free.toString(), status, interface: management });
 * await this.validatedSave(address);
 * ```
 */
export async function freeAddresses(
  em: EntityManager,
  prefix: Prefix,
  { count = 1 }: FreeAddressesOptions = {},
): Promise<IPNetwork[]> {
  const network = IPNetwork.parse(prefix.prefix);
  const found: IPNetwork[] = [];
  let [next, last] = usable(network, prefix.isPool);
  for (const [from, to] of [...(await takenSpans(em, prefix)), [last + 1n, last + 1n] as const]) {
    for (; next < from && next <= last; next++) {
      if (found.length >= count) return found;
      found.push(IPNetwork.of(Address.fromInteger(next, network.version), network.prefixLength));
    }
    if (to >= next) next = to + 1n;
  }
  return found;
}

/** The first and the last address that a host can have. */
function usable({ first, last, broadcast, prefixLength, ip }: IPNetwork, isPool: boolean): [bigint, bigint] {
  if (isPool || prefixLength >= ip.bits - 1) return [first.value, last.value];
  return [first.value + 1n, broadcast === undefined ? last.value : last.value - 1n];
}

/** What is given out, as spans of numbers in order of their beginnings. */
async function takenSpans(em: EntityManager, prefix: Prefix): Promise<readonly (readonly [bigint, bigint])[]> {
  const vrf = prefix.vrf ?? null;
  const addresses = await readColumns(em, IPAddress, {
    where: { vrf, host: { $contained: prefix.prefix } },
    fields: ['address'],
  });
  // The networks of both ends, which are the same, lie in the prefix or around it.
  const ranges = await readColumns(em, IPRange, {
    where: { vrf, startAddress: { $overlap: prefix.prefix } },
    fields: ['startAddress', 'endAddress'],
  });
  const numberOf = (text: string): bigint => IPNetwork.parse(text).ip.value;
  return [
    ...addresses.map(({ address }) => [numberOf(address), numberOf(address)] as const),
    ...ranges.map(({ startAddress, endAddress }) => [numberOf(startAddress), numberOf(endAddress)] as const),
  ].toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
}
