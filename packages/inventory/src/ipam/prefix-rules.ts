import { ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, load } from '../common/changes.ts';
import { findOthers } from '../common/find-others.ts';
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
  const { prefix: text, vrf } = prefix;
  const duplicates = await findOthers(em, Prefix, {
    except: prefix,
    stored: em.find(Prefix, { prefix: text, vrf }, { flushMode: 'commit' }),
    matches: (other) => other.prefix === text && other.vrf === vrf,
  });
  if (duplicates.length > 0)
    throw new ValidationError({ prefix: `${prefix.prefix} exists already in the VRF ${name}.` });
}
