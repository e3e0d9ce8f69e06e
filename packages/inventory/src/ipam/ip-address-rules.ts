import { IPNetwork, ValidationError } from '@jobwright/sdk';
import type { EntityManager } from '@mikro-orm/core';
import { hasChanged, isNew, load } from '../common/changes.ts';
import { findOthers } from '../common/find-others.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Device } from '../dcim/device.ts';
import { VirtualMachine } from '../virtualization/virtual-machine.ts';
import { sharedRoles } from './choices.ts';
import { IPAddress } from './ip-address.ts';
import { parseNetwork, toInet } from './network-text.ts';
import { Prefix } from './prefix.ts';

const dnsName = /^(?!-)[0-9a-z_*-]+(?:\.[0-9a-z_-]+)*\.?$/i;

/**
 * An address that a host can have: not the network or broadcast address of its own mask nor of the prefix around it,
 * once per VRF where that is asked for, and with one owner.
 * @throws {@link ValidationError}
 */
export async function validateIPAddress(address: IPAddress, em: EntityManager): Promise<void> {
  assertStatus(address.status, 'ipam.ipaddress');
  if (address.dnsName && !dnsName.test(address.dnsName)) {
    throw new ValidationError({ dns_name: `"${address.dnsName}" is no DNS name.` });
  }
  if (address.interface && address.vmInterface) {
    throw new ValidationError(
      'An address is assigned to an interface of a device or of a virtual machine, not to both.',
    );
  }
  if (address.natInside === address) {
    throw new ValidationError({ nat_inside_id: 'An address cannot be translated to itself.' });
  }
  if (hasChanged(address, ['address', 'vrf', 'role'])) await assertUsable(address, em);
  if (!isNew(address) && hasChanged(address, ['interface', 'vmInterface']))
    await assertNotPrimaryElsewhere(address, em);
}

async function assertUsable(address: IPAddress, em: EntityManager): Promise<void> {
  const network = parseNetwork('address', address.address);
  if (network.prefixLength === 0) throw new ValidationError({ address: 'An address needs a mask longer than /0.' });
  address.address = toInet(network);
  assertHost(network, network);
  const vrf = address.vrf ?? null;
  const host = network.ip.toString();
  const around = await findOthers(em, Prefix, {
    stored: em.find(Prefix, { vrf, prefix: { $contains: host } }, { populate: ['status'], flushMode: 'commit' }),
    matches: (other) => (other.vrf ?? null) === vrf && IPNetwork.tryParse(other.prefix)?.contains(host) === true,
  });
  const [parent] = around.sort((left, right) => lengthOf(right.prefix) - lengthOf(left.prefix));
  if (parent && !parent.isPool && parent.status.slug !== 'container') {
    assertHost(network, IPNetwork.parse(parent.prefix));
  }
  if (!vrf || (address.role && sharedRoles.includes(address.role))) return;
  const { enforceUnique, name } = await load(vrf);
  if (!enforceUnique) return;
  const same = await findOthers(em, IPAddress, {
    except: address,
    stored: em.find(IPAddress, { vrf, host }, { flushMode: 'commit' }),
    matches: (other) => other.vrf === vrf && IPNetwork.tryParse(other.address)?.ip.equals(network.ip) === true,
  });
  if (same.some((other) => !other.role || !sharedRoles.includes(other.role))) {
    throw new ValidationError({ address: `${host} exists already in the VRF ${name}.` });
  }
}

/** Neither the first nor the last address of a subnet with room for hosts. */
function assertHost({ ip }: IPNetwork, subnet: IPNetwork): void {
  if (subnet.prefixLength >= ip.bits - 1) return;
  const text = subnet.cidr.toString();
  if (ip.equals(subnet.network)) {
    throw new ValidationError({ address: `${ip.toString()} is the network address of ${text}: no host can have it.` });
  }
  if (subnet.broadcast && ip.equals(subnet.broadcast)) {
    throw new ValidationError({
      address: `${ip.toString()} is the broadcast address of ${text}: no host can have it.`,
    });
  }
}

/** An address that a device or virtual machine is managed by stays with that owner. */
async function assertNotPrimaryElsewhere(address: IPAddress, em: EntityManager): Promise<void> {
  const isPrimaryOf = (owner: Device | VirtualMachine): boolean =>
    owner.primaryIp4 === address || owner.primaryIp6 === address;
  const isPrimary = { $or: [{ primaryIp4: address }, { primaryIp6: address }] };
  const device = await em.findOne(Device, isPrimary, { flushMode: 'commit' });
  if (device && isPrimaryOf(device) && (!address.interface || (await load(address.interface)).device !== device)) {
    throw new ValidationError({
      interface_id: `The address is the primary one of device ${device.name ?? device.id}.`,
    });
  }
  const machine = await em.findOne(VirtualMachine, isPrimary, { flushMode: 'commit' });
  if (
    machine &&
    isPrimaryOf(machine) &&
    (!address.vmInterface || (await load(address.vmInterface)).virtualMachine !== machine)
  ) {
    throw new ValidationError({
      vm_interface_id: `The address is the primary one of virtual machine ${machine.name}.`,
    });
  }
}

function lengthOf(prefix: string): number {
  return IPNetwork.parse(prefix).prefixLength;
}
