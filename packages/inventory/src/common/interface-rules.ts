import { ValidationError } from '@jobwright/sdk';
import type { Collection } from '@mikro-orm/core';
import type { Site } from '../dcim/site.ts';
import type { VLAN } from '../ipam/vlan.ts';
import { hasChanged, load } from './changes.ts';
import { assertRange } from './field-rules.ts';

/** What interfaces of devices and of virtual machines have in common. */
interface SwitchedInterface {
  mtu?: number | null;
  macAddress?: string | null;
  mode?: string | null;
  untaggedVlan?: VLAN | null;
  taggedVlans: Collection<VLAN>;
}

/**
 * MTU, MAC address, and agreement of mode and VLANs.
 * @param siteOf - site of the owner, asked for only when a VLAN belongs to a site
 * @throws {@link ValidationError}
 */
export async function assertSwitching(
  switched: SwitchedInterface,
  siteOf: () => Promise<Site | null | undefined>,
): Promise<void> {
  assertRange('mtu', switched.mtu, { min: 1, max: 65_536 });
  if (switched.macAddress && !/^([0-9a-f]{2}[:-]?){5}[0-9a-f]{2}$/i.test(switched.macAddress)) {
    throw new ValidationError({ mac_address: 'A MAC address looks like 00:1b:54:aa:bb:cc.' });
  }
  const tagged = switched.taggedVlans.isInitialized() ? switched.taggedVlans.getItems() : [];
  if (switched.untaggedVlan && !switched.mode) {
    throw new ValidationError({ mode: 'An interface with an untagged VLAN needs a mode.' });
  }
  if (tagged.length > 0 && switched.mode !== 'tagged') {
    throw new ValidationError({ mode: 'Only an interface in the mode "tagged" has tagged VLANs.' });
  }
  const checkTagged = tagged.length > 0 && switched.taggedVlans.isDirty();
  const vlans = checkTagged ? [...tagged] : [];
  if (switched.untaggedVlan && hasChanged(switched, ['untaggedVlan'])) vlans.push(switched.untaggedVlan);
  for (const vlan of vlans) {
    const { site, name } = await load(vlan);
    if (site && site !== (await siteOf())) {
      const field = vlan === switched.untaggedVlan ? 'untagged_vlan_id' : 'tagged_vlans';
      throw new ValidationError({ [field]: `The VLAN ${name} belongs to another site than the interface.` });
    }
  }
}
