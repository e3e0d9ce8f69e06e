import { ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, load } from '../common/changes.ts';
import { assertStatus } from '../common/status-rules.ts';
import { parseNetwork } from './network-text.ts';
import { Prefix } from './prefix.ts';

/**
 * Brings the prefix into its usual form, and keeps prefixes from occurring twice where the VRF forbids it.
 * @throws {@link ValidationError}
 */
export async function validatePrefix(prefix: Prefix, em: EntityManager): Promise<void> {
  assertStatus(prefix.status, 'ipam.prefix');
  if (hasChanged(prefix, ['prefix'])) {
    const network = parseNetwork('prefix', prefix.prefix);
    if (network.prefixLength === 0) throw new ValidationError({ prefix: 'A prefix needs a mask longer than /0.' });
    prefix.prefix = network.cidr.toString();
  }
  if (prefix.vlan && hasChanged(prefix, ['vlan', 'site'])) {
    const { site } = await load(prefix.vlan);
    if (site && prefix.site && site !== prefix.site) {
      throw new ValidationError({ vlan_id: 'The VLAN belongs to another site than the prefix.' });
    }
  }
  if (!prefix.vrf || !hasChanged(prefix, ['prefix', 'vrf'])) return;
  const { enforceUnique, name } = await load(prefix.vrf);
  if (!enforceUnique) return;
  const duplicates = await em.count(Prefix, { prefix: prefix.prefix, vrf: prefix.vrf, id: { $ne: prefix.id } });
  if (duplicates > 0) throw new ValidationError({ prefix: `${prefix.prefix} exists already in the VRF ${name}.` });
}
