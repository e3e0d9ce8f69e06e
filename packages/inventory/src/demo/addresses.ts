import type { Interface } from '../dcim/interface.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { IPRange } from '../ipam/ip-range.ts';
import { Prefix } from '../ipam/prefix.ts';
import { Role } from '../ipam/role.ts';
import { VLANGroup } from '../ipam/vlan-group.ts';
import { VLAN } from '../ipam/vlan.ts';
import { VRF } from '../ipam/vrf.ts';
import { type DemoContext, type DemoDevice, type DemoSite, need, withRole } from './demo-context.ts';

/** VLANs of a site: id, name, role, third octet of the network, length, whether addresses come from DHCP. */
const vlanPlan = {
  'data-center': [
    [10, 'Management', 'management', 1, 24, false],
    [50, 'Servers', 'servers', 50, 24, false],
    [60, 'Storage', 'servers', 60, 24, false],
  ],
  office: [
    [10, 'Management', 'management', 1, 24, false],
    [20, 'Users', 'users', 20, 23, true],
    [30, 'Voice', 'voice', 30, 24, true],
  ],
} as const;

/** What addresses of all sites have in common. */
export interface AddressPlan {
  readonly roles: ReadonlyMap<string, Role>;
  readonly guestVrf: VRF;
}

/** VRFs, roles, and the containers from which sites get their networks. */
export function createAddressPlan({ em, statuses, tenants }: DemoContext): AddressPlan {
  const roles = ['Loopback', 'Management', 'Point-to-point', 'Servers', 'Users', 'Voice', 'Guest'].map(
    (name, index) => {
      const slug = name.toLowerCase();
      return [slug, em.create(Role, { name, slug, weight: (index + 1) * 100 })] as const;
    },
  );
  const guestVrf = em.create(VRF, { name: 'Guest', rd: '65000:40', tenant: need(tenants, 'Corporate IT') });
  em.create(VRF, { name: 'Payment', rd: '65000:50', tenant: need(tenants, 'Retail') });
  const status = need(statuses, 'container');
  em.create(Prefix, { prefix: '10.0.0.0/8', status, description: 'All private networks' });
  em.create(Prefix, { prefix: '192.168.0.0/16', status, vrf: guestVrf, description: 'Guest networks' });
  em.create(Prefix, { prefix: '2001:db8::/32', status, description: 'All IPv6 networks' });
  em.create(Prefix, { prefix: '198.51.100.0/24', status, description: 'Provider links' });
  const isolated = ['172.16.99.10/24', '172.16.99.11/24', '192.0.2.77/24'];
  for (const address of isolated) {
    em.create(IPAddress, { address, status: need(statuses, 'deprecated'), description: 'Left over from a migration' });
  }
  return { roles: new Map(roles), guestVrf };
}

/** Networks, VLANs and addresses of a site. */
export function createSiteAddresses(context: DemoContext, demo: DemoSite, plan: AddressPlan): void {
  const { em, statuses } = context;
  const { site } = demo;
  const { number, slug, kind } = demo.plan;
  const [active, container] = [need(statuses, 'active'), need(statuses, 'container')];
  const base = `10.${number}`;
  em.create(Prefix, { prefix: `${base}.0.0/16`, site, status: container, description: `${site.name}: all networks` });
  em.create(Prefix, { prefix: `2001:db8:${number}::/48`, site, status: container });
  const loopback = need(plan.roles, 'loopback');
  em.create(Prefix, { prefix: `${base}.0.0/24`, site, status: active, role: loopback, isPool: true });
  em.create(Prefix, { prefix: `2001:db8:${number}::/64`, site, status: active, role: loopback, isPool: true });
  em.create(Prefix, { prefix: `${base}.2.0/24`, site, status: container, role: need(plan.roles, 'point-to-point') });
  const group = em.create(VLANGroup, { site, name: `${slug} VLANs`, slug: `${slug}-vlans` });
  for (const [vid, name, roleSlug, octet, length, isDhcp] of vlanPlan[kind]) {
    const role = need(plan.roles, roleSlug);
    const vlan = em.create(VLAN, { vid, name, site, group, status: active, role });
    em.create(Prefix, { prefix: `${base}.${octet}.0/${length}`, site, vlan, role, status: active, description: name });
    if (!isDhcp) continue;
    const [startAddress, endAddress] = [`${base}.${octet}.100/${length}`, `${base}.${octet}.199/${length}`];
    em.create(IPRange, {
      startAddress,
      endAddress,
      status: need(statuses, 'dhcp'),
      role,
      description: `${name}, DHCP`,
    });
  }
  if (kind === 'office') {
    const role = need(plan.roles, 'guest');
    const vlan = em.create(VLAN, { vid: 40, name: 'Guest', site, group, status: active, role });
    const prefix = `192.168.${number}.0/24`;
    em.create(Prefix, { prefix, site, vlan, role, vrf: plan.guestVrf, status: active, description: 'Guest' });
  }
  addressDevices(context, demo);
}

/** Management addresses of all devices, loopbacks of routers and switches, but not of all routers. */
function addressDevices(context: DemoContext, demo: DemoSite): void {
  const { em, statuses } = context;
  const { number, slug } = demo.plan;
  const status = need(statuses, 'active');
  let host = 10;
  for (const { device, interfaces } of demo.devices) {
    const management = interfaces.find(({ mgmtOnly }) => mgmtOnly);
    if (!management) continue;
    host += 1;
    const dnsName = `${device.name}.mgmt.meridian.example`;
    em.create(IPAddress, { address: `10.${number}.1.${host}/24`, status, interface: management, dnsName });
  }
  const routed = [
    ...withRole(demo, 'router'),
    ...withRole(demo, 'core-switch'),
    ...withRole(demo, 'distribution-switch'),
  ];
  for (const [index, { device, interfaces }] of routed.entries()) {
    const loopback = interfaces.find(({ name, type }) => type === 'virtual' && /^lo/i.test(name));
    if (!loopback || hasNoLoopbackAddress(device.name)) continue;
    const options = {
      status,
      role: 'loopback',
      interface: loopback,
      dnsName: `${device.name}.${slug}.meridian.example`,
    } as const;
    em.create(IPAddress, { address: `10.${number}.0.${index + 1}`, ...options });
    em.create(IPAddress, { address: `2001:db8:${number}::${(index + 1).toString(16)}`, ...options });
  }
  linkRoutersAndCores(context, demo);
}

/** Two routers that somebody forgot: the loopback check shall find them. */
function hasNoLoopbackAddress(name: string | null | undefined): boolean {
  return name === 'sin1-rtr2' || name === 'aus1-rtr1';
}

/** A /31 for each link between a router and a core switch. */
function linkRoutersAndCores({ em, statuses }: DemoContext, demo: DemoSite): void {
  const status = need(statuses, 'active');
  const find = (device: DemoDevice | undefined, name: string): Interface | undefined =>
    device?.interfaces.find((candidate) => candidate.name === name);
  const [routers, cores] = [withRole(demo, 'router'), withRole(demo, 'core-switch')];
  const links = [0, 1].flatMap((index) => [
    [find(routers[index], 'et-0/0/0'), find(cores[index], 'Ethernet49')] as const,
    [find(routers[1 - index], 'et-0/0/1'), find(cores[index], 'Ethernet50')] as const,
  ]);
  let host = 0;
  for (const [router, core] of links) {
    if (!router || !core) continue;
    const base = `10.${demo.plan.number}.2`;
    em.create(Prefix, { prefix: `${base}.${host}/31`, site: demo.site, status });
    em.create(IPAddress, { address: `${base}.${host}/31`, status, interface: router });
    em.create(IPAddress, { address: `${base}.${host + 1}/31`, status, interface: core });
    host += 2;
  }
}
