import { CircuitTermination } from '../circuits/circuit-termination.ts';
import { CircuitType } from '../circuits/circuit-type.ts';
import { Circuit } from '../circuits/circuit.ts';
import { Provider } from '../circuits/provider.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { Prefix } from '../ipam/prefix.ts';
import type { Connect } from './cables.ts';
import { type DemoContext, type DemoSite, named, need, withRole } from './demo-context.ts';

/** Internet access and MPLS of each site, and waves between the data centres; plugged into the first router. */
export function createCircuits(context: DemoContext, sites: readonly DemoSite[], connect: Connect): void {
  const { em, statuses } = context;
  const providers = [
    em.create(Provider, { name: 'Lumen', slug: 'lumen', asn: 3356, account: 'MER-4711' }),
    em.create(Provider, { name: 'Colt', slug: 'colt', asn: 8220, account: '90-1284' }),
  ] as const;
  const [internet, mpls, wave] = ['Internet', 'MPLS', 'Wave'].map((name) =>
    em.create(CircuitType, { name, slug: name.toLowerCase() }),
  ) as [CircuitType, CircuitType, CircuitType];
  const status = need(statuses, 'active');
  for (const [index, demo] of sites.entries()) {
    const [router] = withRole(demo, 'router');
    if (!router) continue;
    const speed = demo.plan.kind === 'data-center' ? 10_000_000 : 1_000_000;
    const access = em.create(Circuit, {
      cid: `IP-${1000 + index}`,
      provider: providers[0],
      type: internet,
      status,
      commitRate: speed,
    });
    const outside = em.create(CircuitTermination, {
      circuit: access,
      termSide: 'A',
      site: demo.site,
      portSpeed: speed,
    });
    const uplink = named(router.interfaces, 'xe-0/1/4');
    connect(uplink, outside, { type: 'smf-os2' });
    em.create(Prefix, { prefix: `198.51.100.${index * 4}/30`, site: demo.site, status: need(statuses, 'active') });
    em.create(IPAddress, { address: `198.51.100.${index * 4 + 2}/30`, status, interface: uplink });
    const vpn = em.create(Circuit, {
      cid: `MPLS-${2000 + index}`,
      provider: providers[1],
      type: mpls,
      status: need(statuses, demo.plan.slug === 'syd1' ? 'provisioning' : 'active'),
      commitRate: speed / 10,
    });
    const end = em.create(CircuitTermination, { circuit: vpn, termSide: 'A', site: demo.site, portSpeed: speed / 10 });
    connect(named(router.interfaces, 'xe-0/1/5'), end, { type: 'smf-os2', isPlanned: demo.plan.slug === 'syd1' });
  }
  const centers = sites.filter(({ plan }) => plan.kind === 'data-center');
  for (const [index, demo] of centers.entries()) {
    const next = centers[(index + 1) % centers.length];
    if (!next) continue;
    const circuit = em.create(Circuit, { cid: `WAVE-${3000 + index}`, provider: providers[1], type: wave, status });
    for (const [termSide, end, name] of [
      ['A', demo, 'et-0/0/2'],
      ['Z', next, 'et-0/0/3'],
    ] as const) {
      const termination = em.create(CircuitTermination, { circuit, termSide, site: end.site, portSpeed: 100_000_000 });
      const [router] = withRole(end, 'router');
      if (router) connect(named(router.interfaces, name), termination, { type: 'smf-os2' });
    }
  }
}
