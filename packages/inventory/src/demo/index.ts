import type { EntityManager } from '@mikro-orm/core';
import { VLAN } from '../ipam/vlan.ts';
import { VMInterface } from '../virtualization/vm-interface.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { createAddressPlan, createSiteAddresses } from './addresses.ts';
import { connectDataCenter, connectOffice, connectRacks, createConnect } from './cables.ts';
import { createCatalog } from './catalog.ts';
import { createCircuits } from './circuits.ts';
import { type DemoSite, withRole } from './demo-context.ts';
import { createDevices } from './devices.ts';
import { createSites } from './sites.ts';
import { createClusters } from './virtualization.ts';

/**
 * Fills an empty inventory with the network of a company of six sites: some 200 devices with their components, cables
 * and addresses. The same each time, but for ids and time stamps. Some of it is wrong on purpose (a missing console
 * cable, a router without loopback address, an address without prefix), so that reports find something.
 */
export async function loadDemo(em: EntityManager): Promise<void> {
  const context = createCatalog(em);
  const sites = createSites(context);
  await em.flush();
  for (const site of sites) await createDevices(context, site);
  await em.flush();
  const connect = createConnect(context);
  for (const site of sites) {
    await connectRacks(context, site, connect);
    if (site.plan.kind === 'data-center') connectDataCenter(site, connect);
    else connectOffice(site, connect);
  }
  createCircuits(context, sites, connect);
  const plan = createAddressPlan(context);
  for (const site of sites) createSiteAddresses(context, site, plan);
  createClusters(context, sites);
  await em.flush();
  await assignVlans(em, sites);
  await setPrimaryAddresses(em, sites);
  await em.flush();
}

/** Desks get users untagged and voice tagged; servers get their network untagged. */
async function assignVlans(em: EntityManager, sites: readonly DemoSite[]): Promise<void> {
  const vlans = await em.find(VLAN, {});
  const find = (site: DemoSite, vid: number): VLAN | undefined =>
    vlans.find((vlan) => vlan.site === site.site && vlan.vid === vid);
  for (const site of sites.filter(({ plan }) => plan.kind === 'office')) {
    const [users, voice] = [find(site, 20), find(site, 30)];
    for (const { interfaces } of withRole(site, 'access-switch')) {
      for (const desk of interfaces.filter(({ type, mgmtOnly }) => type === '1000base-t' && !mgmtOnly).slice(0, 8)) {
        desk.mode = 'tagged';
        desk.untaggedVlan = users ?? null;
        if (voice) desk.taggedVlans.add(voice);
      }
    }
  }
}

/** Each device and machine is managed by the address of its management interface, or else of its first. */
async function setPrimaryAddresses(em: EntityManager, sites: readonly DemoSite[]): Promise<void> {
  const addresses = await em.find(IPAddress, { interface: { mgmtOnly: true } }, { populate: ['interface'] });
  const byDevice = new Map(addresses.map((address) => [address.interface?.device, address]));
  for (const { devices } of sites) {
    for (const { device } of devices) device.primaryIp4 = byDevice.get(device) ?? null;
  }
  const vmInterfaces = await em.find(VMInterface, {}, { populate: ['ipAddresses', 'virtualMachine'] });
  for (const { virtualMachine, ipAddresses } of vmInterfaces)
    virtualMachine.primaryIp4 = ipAddresses.getItems()[0] ?? null;
}
