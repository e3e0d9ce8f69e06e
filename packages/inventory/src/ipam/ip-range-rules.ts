import { IPAddress, IPNetwork, ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged } from '../common/changes.ts';
import { findOthers } from '../common/find-others.ts';
import { assertStatus } from '../common/status-rules.ts';
import { IPRange } from './ip-range.ts';
import { parseNetwork, toInet } from './network-text.ts';

/**
 * First and last address are of one version and mask, in order, and the range overlaps no other of its VRF.
 * @throws {@link ValidationError}
 */
export async function validateIPRange(range: IPRange, em: EntityManager): Promise<void> {
  assertStatus(range.status, 'ipam.iprange');
  if (!hasChanged(range, ['startAddress', 'endAddress', 'vrf'])) return;
  const start = parseNetwork('start_address', range.startAddress);
  const end = parseNetwork('end_address', range.endAddress);
  if (start.version !== end.version) {
    throw new ValidationError({ end_address: 'First and last address must be of the same IP version.' });
  }
  if (start.prefixLength !== end.prefixLength) {
    throw new ValidationError({ end_address: 'First and last address must have the same mask.' });
  }
  if (start.ip.value > end.ip.value) {
    throw new ValidationError({ end_address: 'The last address comes before the first.' });
  }
  range.startAddress = toInet(start);
  range.endAddress = toInet(end);
  const vrf = range.vrf ?? null;
  const around = smallestCommon(start, end).toString();
  const [overlapping] = await findOthers(em, IPRange, {
    except: range,
    stored: em.find(IPRange, { vrf, startAddress: { $overlap: around } }, { flushMode: 'commit' }),
    matches: (other) => {
      const [first, last] = [IPNetwork.parse(other.startAddress).ip, IPNetwork.parse(other.endAddress).ip];
      const overlaps = IPAddress.compare(first, end.ip) <= 0 && IPAddress.compare(start.ip, last) <= 0;
      return (other.vrf ?? null) === vrf && overlaps;
    },
  });
  if (overlapping) {
    const text = `${overlapping.startAddress} – ${overlapping.endAddress}`;
    throw new ValidationError({ start_address: `The range overlaps ${text}.` });
  }
}

/** The smallest network that holds both: whatever overlaps the range has its mask's network around or in there. */
function smallestCommon(start: IPNetwork, end: IPNetwork): IPNetwork {
  let network = start.cidr;
  while (!network.contains(end.ip)) network = network.supernet();
  return network;
}
