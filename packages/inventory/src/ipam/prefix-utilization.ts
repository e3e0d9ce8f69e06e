import { IPNetwork } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { readColumns } from '../common/read-columns.ts';
import { IPAddress } from './ip-address.ts';
import { Prefix } from './prefix.ts';

/**
 * Share of a prefix that is in use, in percent from 0 to 100, rounded down: of a container, the space that prefixes in it
 * take; of any other, the addresses that hosts can have and that are recorded. What Nautobot's `get_utilization` gives.
 *
 * The status of the prefix must be loaded: `populate: ['status']`.
 */
export async function prefixUtilization(em: EntityManager, prefix: Prefix): Promise<number> {
  const network = IPNetwork.parse(prefix.prefix);
  const vrf = prefix.vrf ?? null;
  if (prefix.status.slug === 'container') {
    const children = await readColumns(em, Prefix, {
      where: { vrf, prefix: { $contained: prefix.prefix }, id: { $ne: prefix.id } },
      fields: ['prefix'],
    });
    const free = network.exclude(children.map((child) => child.prefix)).reduce((sum, { size }) => sum + size, 0n);
    return Number(((network.size - free) * 100n) / network.size);
  }
  const hosts = await readColumns(em, IPAddress, {
    where: { vrf, host: { $contained: prefix.prefix } },
    fields: ['address'],
  });
  const used = new Set(hosts.map(({ address }) => IPNetwork.parse(address).ip.value));
  const hasEnds = !prefix.isPool && network.broadcast !== undefined;
  return Math.min(100, Number((BigInt(used.size) * 100n) / (hasEnds ? network.size - 2n : network.size)));
}
