import { addComponents } from '../dcim/add-components.ts';
import { Device } from '../dcim/device.ts';
import { type DemoContext, type DemoDevice, type DemoRack, type DemoSite, need } from './demo-context.ts';
import type { RoleSlug, StatusSlug } from './statuses.ts';

interface DevicePlan {
  readonly name: string;
  readonly role: RoleSlug;
  readonly type: string;
  readonly platform?: string;
  readonly rack?: DemoRack;
  readonly status?: StatusSlug;
}

/** Places the devices of a site in its racks, from the top down. */
export async function createDevices(context: DemoContext, site: DemoSite): Promise<void> {
  const plans = site.plan.kind === 'data-center' ? planDataCenter(site) : planOffice(site);
  for (const plan of plans) site.devices.push(await createDevice(context, site, plan));
}

function planDataCenter({ plan: { slug }, racks }: DemoSite): DevicePlan[] {
  const network = racks.slice(0, 2).flatMap((rack, index): DevicePlan[] => [
    { name: `${slug}-panel${index + 1}`, role: 'patch-panel', type: 'fodrx24', rack },
    { name: `${slug}-rtr${index + 1}`, role: 'router', type: 'mx204', platform: 'junos', rack },
    { name: `${slug}-core${index + 1}`, role: 'core-switch', type: 'dcs-7280sr3-48yc8', platform: 'eos', rack },
    { name: `${slug}-fw${index + 1}`, role: 'firewall', type: 'pa-3410', platform: 'pan-os', rack },
  ]);
  const perRack = racks.flatMap((rack, index): DevicePlan[] => {
    const prefix = `${slug}-${rack.rack.name.toLowerCase()}`;
    const leaves = [1, 2].map((number): DevicePlan => {
      return {
        name: `${prefix}-leaf${number}`,
        role: 'distribution-switch',
        type: 'dcs-7050sx3-48yc8',
        platform: 'eos',
        rack,
      };
    });
    const hypervisors = [1, 2].map((number): DevicePlan => {
      return { name: `${prefix}-hv${number}`, role: 'hypervisor', type: 'poweredge-r650', rack };
    });
    return [...leaves, ...basics(prefix, rack), ...(index >= 2 && index < 5 ? hypervisors : [])];
  });
  return [...network, ...perRack];
}

function planOffice({ plan: { slug }, racks }: DemoSite): DevicePlan[] {
  const first = racks.slice(0, 1);
  const core = first.flatMap((rack): DevicePlan[] => [
    { name: `${slug}-rtr1`, role: 'router', type: 'mx204', platform: 'junos', rack },
    { name: `${slug}-fw1`, role: 'firewall', type: 'pa-3410', platform: 'pan-os', rack },
    { name: `${slug}-dist1`, role: 'distribution-switch', type: 'c9500-24y4c', platform: 'ios-xe', rack },
    { name: `${slug}-dist2`, role: 'distribution-switch', type: 'c9500-24y4c', platform: 'ios-xe', rack },
  ]);
  const access = Array.from({ length: 9 }, (_, index): DevicePlan => {
    const [type, platform] = index === 8 ? ['ex2300-24t', 'junos'] : ['c9300-48p', 'ios-xe'];
    const status = slug === 'syd1' && index >= 6 ? 'planned' : index === 8 ? 'decommissioning' : 'active';
    const rack = racks[index % racks.length];
    return {
      name: `${slug}-acc${index + 1}`,
      role: 'access-switch',
      type,
      platform,
      status,
      ...(rack ? { rack } : {}),
    };
  });
  const accessPoints = Array.from({ length: 4 }, (_, index): DevicePlan => {
    return { name: `${slug}-ap${index + 1}`, role: 'access-point', type: 'c9130axi', platform: 'ios-xe' };
  });
  const others = racks.flatMap((rack) => basics(`${slug}-${rack.rack.name.toLowerCase()}`, rack));
  return [...core, ...access, ...others, ...accessPoints];
}

/** What each rack has. */
function basics(prefix: string, rack: DemoRack): DevicePlan[] {
  return [
    { name: `${prefix}-con1`, role: 'console-server', type: 'om2248', rack },
    { name: `${prefix}-pdu-a`, role: 'pdu', type: 'ap8853', rack },
    { name: `${prefix}-pdu-b`, role: 'pdu', type: 'ap8853', rack },
  ];
}

async function createDevice(
  context: DemoContext,
  { site, plan: sitePlan }: DemoSite,
  plan: DevicePlan,
): Promise<DemoDevice> {
  const { em, random, statuses, roles, deviceTypes, platforms, tags } = context;
  const deviceType = need(deviceTypes, plan.type);
  const { rack } = plan;
  const takesUnits = rack !== undefined && deviceType.uHeight > 0;
  if (takesUnits) rack.freeUnit -= deviceType.uHeight;
  const serial = `${plan.type.slice(0, 3).toUpperCase()}${String(random.below(10 ** 8)).padStart(8, '0')}`;
  const device = em.create(Device, {
    name: plan.name,
    site,
    deviceType,
    deviceRole: need(roles, plan.role),
    status: need(statuses, plan.status ?? 'active'),
    tenant: site.tenant ?? null,
    platform: plan.platform ? need(platforms, plan.platform) : null,
    serial,
    assetTag: `${sitePlan.slug.toUpperCase()}-${serial}`,
    rack: rack?.rack ?? null,
    position: takesUnits ? rack.freeUnit + 1 : null,
    face: takesUnits ? 'front' : null,
    tags: plan.role === 'core-switch' || plan.role === 'router' ? [need(tags, 'Critical')] : [],
    localContextData: plan.role === 'router' ? { bgp: { asn: site.asn } } : null,
  });
  return { device, role: plan.role, ...(await addComponents(em, device)) };
}
