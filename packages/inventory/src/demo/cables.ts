import { Cable } from '../dcim/cable.ts';
import type { CableTermination } from '../dcim/cable-ends.ts';
import type { cableTypes } from '../dcim/choices.ts';
import type { Interface } from '../dcim/interface.ts';
import { PowerFeed } from '../dcim/power-feed.ts';
import { type DemoContext, type DemoDevice, type DemoSite, named, need, withRole } from './demo-context.ts';

/** Shares of the connections of devices that nobody has made or that are only planned: reports shall find something. */
const missingShare = 0.06;
const plannedShare = 0.08;

/** Plugs in one cable. */
export type Connect = (a: CableTermination, b: CableTermination, options: CableOptions) => void;
interface CableOptions {
  readonly type: (typeof cableTypes)[number];
  readonly color?: string;
  readonly isPlanned?: boolean;
}

/** A way to make cables with consecutive labels: `C-00001`. */
export function createConnect({ em, statuses }: DemoContext): Connect {
  let count = 0;
  return (a, b, { type, color = '', isPlanned = false }) => {
    count += 1;
    em.create(Cable, {
      ...Cable.between(a, b),
      label: `C-${String(count).padStart(5, '0')}`,
      status: need(statuses, isPlanned ? 'planned' : 'connected'),
      type,
      color,
      length: 1 + (count % 5),
      lengthUnit: 'm',
    });
  };
}

/** Console and power of everything in the racks of a site. */
export async function connectRacks({ em, random }: DemoContext, site: DemoSite, connect: Connect): Promise<void> {
  for (const { rack } of site.racks) {
    const inRack = site.devices.filter(({ device }) => device.rack === rack);
    const consoleServerPorts = inRack.flatMap((device) => device.consoleServerPorts);
    const pdus = inRack.filter(({ role }) => role === 'pdu');
    const feeds = await em.find(PowerFeed, { rack }, { orderBy: { type: 'asc' } });
    for (const [index, pdu] of pdus.entries()) {
      const [input, feed] = [pdu.powerPorts[0], feeds[index]];
      if (input && feed) connect(input, feed, { type: 'power' });
    }
    const [outletsA = [], outletsB = []] = pdus.map((pdu) => [...pdu.powerOutlets]);
    for (const device of inRack.filter(({ role }) => role !== 'pdu')) {
      for (const port of device.consolePorts) {
        const serverPort = consoleServerPorts.shift();
        if (!serverPort || random.chance(missingShare)) continue;
        connect(port, serverPort, { type: 'cat5e', color: '03a9f4', isPlanned: random.chance(plannedShare) });
      }
      for (const [index, port] of device.powerPorts.entries()) {
        const outlet = (index === 0 ? outletsA : outletsB).shift();
        if (!outlet || (index > 0 && random.chance(missingShare))) continue;
        connect(port, outlet, { type: 'power', isPlanned: random.chance(plannedShare) });
      }
    }
  }
}

/** Links between the network devices of a data centre; those of the first router go through patch panels. */
export function connectDataCenter(site: DemoSite, connect: Connect): void {
  const [routers, cores, firewalls, panels] = (['router', 'core-switch', 'firewall', 'patch-panel'] as const).map(
    (role) => withRole(site, role),
  ) as [DemoDevice[], DemoDevice[], DemoDevice[], DemoDevice[]];
  const [left, right] = panels;
  cores.forEach((core, index) => {
    const [router, other] = [routers[index], routers[1 - index]];
    const firewall = firewalls[index];
    if (!router || !other || !firewall) return;
    connect(port(router, 'et-0/0/0'), port(core, 'Ethernet49'), { type: 'smf-os2' });
    connect(port(firewall, 'ethernet1/1'), port(core, 'Ethernet51'), { type: 'mmf-om4' });
    connect(port(firewall, 'ethernet1/2'), port(router, 'xe-0/1/0'), { type: 'mmf-om4' });
    if (!left || !right) return;
    // Router 1 to core 2 and router 2 to core 1: by way of the panels of both racks.
    const [near, far] = index === 0 ? [right, left] : [left, right];
    const number = index + 1;
    connect(port(other, 'et-0/0/1'), named(near.frontPorts, `Front ${number}`), { type: 'smf-os2' });
    connect(named(near.rearPorts, `Rear ${number}`), named(far.rearPorts, `Rear ${number}`), { type: 'smf-os2' });
    connect(named(far.frontPorts, `Front ${number}`), port(core, 'Ethernet50'), { type: 'smf-os2' });
  });
  const [first, second] = cores;
  if (first && second) {
    for (const name of ['Ethernet55', 'Ethernet56']) {
      const ends = [first, second].map((core) => {
        const member = port(core, name);
        member.lag = port(core, 'Port-Channel1');
        return member;
      }) as [Interface, Interface];
      connect(...ends, { type: 'dac-passive' });
    }
  }
  withRole(site, 'distribution-switch').forEach((leaf, index) => {
    cores.forEach((core, side) => {
      connect(port(leaf, `Ethernet${49 + side}`), port(core, `Ethernet${index + 1}`), {
        type: 'mmf-om4',
        color: '00bcd4',
      });
    });
  });
  for (const hypervisor of withRole(site, 'hypervisor')) {
    const leaves = withRole(site, 'distribution-switch').filter(({ device }) => device.rack === hypervisor.device.rack);
    const number = Number(hypervisor.device.name?.at(-1));
    leaves.forEach((leaf, side) => {
      connect(port(hypervisor, `eno${side + 1}`), port(leaf, `Ethernet${number}`), { type: 'dac-passive' });
    });
  }
}

/** Links between the network devices of an office. */
export function connectOffice(site: DemoSite, connect: Connect): void {
  const distribution = withRole(site, 'distribution-switch');
  const [router] = withRole(site, 'router');
  const [firewall] = withRole(site, 'firewall');
  if (!router || !firewall) return;
  connect(port(router, 'xe-0/1/0'), port(firewall, 'ethernet1/1'), { type: 'mmf-om4' });
  distribution.forEach((device, side) => {
    connect(port(firewall, `ethernet1/${side + 2}`), port(device, 'TwentyFiveGigE1/0/24'), { type: 'mmf-om4' });
  });
  const access = withRole(site, 'access-switch');
  access.forEach((device, index) => {
    distribution.forEach((upstream, side) => {
      const uplink = device.interfaces.filter(({ type }) => type === '10gbase-x-sfpp')[side];
      const isPlanned = device.device.status.slug === 'planned';
      if (uplink) connect(uplink, port(upstream, `TwentyFiveGigE1/0/${index + 1}`), { type: 'smf-os2', isPlanned });
    });
  });
  withRole(site, 'access-point').forEach((accessPoint, index) => {
    const upstream = access[index];
    if (upstream)
      connect(port(accessPoint, 'GigabitEthernet0'), port(upstream, 'GigabitEthernet1/0/48'), { type: 'cat6a' });
  });
}

function port(device: DemoDevice, name: string): Interface {
  return named(device.interfaces, name);
}
