import { IPNetwork } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { readColumns } from '../common/read-columns.ts';
import { Prefix } from './prefix.ts';

/** Which free networks are wanted. */
export interface FreePrefixesOptions {
  /** Length of each. @defaultValue the fewest networks that cover all free space, whatever their lengths */
  readonly length?: number;
  /** How many at most, lowest first. @defaultValue all */
  readonly count?: number;
}

/**
 * Networks of a prefix in which no other prefix of its VRF lies, in order: what Nautobot's `get_available_prefixes` gives.
 * It sees what was saved before it in the same unit of work.
 *
 * @throws `AddressError` when the length does not fit into the prefix
 *
 * @example
 * ```ts
 * const [next] = await freePrefixes(this.em, container, { length: 24, count: 1 });
 * if (!next) throw new AbortJob(`${container.prefix} has no /24 left.`);
 * await this.validatedSave(this.em.create(Prefix, { prefix: next.toString(), status }));
 * ```
 */
export async function freePrefixes(
  em: EntityManager,
  parent: Prefix,
  { length, count = Number.POSITIVE_INFINITY }: FreePrefixesOptions = {},
): Promise<IPNetwork[]> {
  const network = IPNetwork.parse(parent.prefix);
  if (length !== undefined) network.subnets(length); // throws when the length does not fit
  const children = await readColumns(em, Prefix, {
    where: { vrf: parent.vrf ?? null, prefix: { $contained: parent.prefix }, id: { $ne: parent.id } },
    fields: ['prefix'],
  });
  const free = network.exclude(children.map((child) => child.prefix));
  const found: IPNetwork[] = [];
  for (const candidate of length === undefined ? free : networksOf(free, length)) {
    if (found.length >= count) break;
    found.push(candidate);
  }
  return found;
}

function* networksOf(blocks: readonly IPNetwork[], length: number): Generator<IPNetwork> {
  for (const block of blocks) if (block.prefixLength <= length) yield* block.subnets(length);
}
