import { PowerFeed } from '../dcim/power-feed.ts';
import { PowerPanel } from '../dcim/power-panel.ts';
import { RackGroup } from '../dcim/rack-group.ts';
import { RackRole } from '../dcim/rack-role.ts';
import { Rack } from '../dcim/rack.ts';
import { Region } from '../dcim/region.ts';
import { Site } from '../dcim/site.ts';
import { type DemoContext, type DemoSite, need } from './demo-context.ts';
import { regionPlan, type SitePlan, sitePlans } from './site-plans.ts';

const rackUnits = 42;

/** Regions, sites, racks, and the power that comes into them. */
export function createSites(context: DemoContext): DemoSite[] {
  const { em } = context;
  const countries = new Map<string, Region>();
  for (const [name, names] of regionPlan) {
    const parent = em.create(Region, { name, slug: name.toLowerCase() });
    for (const country of names) {
      const slug = country.toLowerCase().replaceAll(' ', '-');
      countries.set(country, em.create(Region, { name: country, slug, parent }));
    }
  }
  const roles = {
    network: em.create(RackRole, { name: 'Network', slug: 'network', color: '3f51b5' }),
    compute: em.create(RackRole, { name: 'Compute', slug: 'compute', color: '795548' }),
  };
  return sitePlans.map((plan) => createSite(context, plan, { region: need(countries, plan.country), roles }));
}

function createSite(
  { em, statuses, tenants, tags }: DemoContext,
  plan: SitePlan,
  { region, roles }: { readonly region: Region; readonly roles: Readonly<Record<'network' | 'compute', RackRole>> },
): DemoSite {
  const active = need(statuses, 'active');
  const tenant = need(tenants, plan.kind === 'office' ? 'Logistics' : 'Corporate IT');
  const { slug, name, facility, timeZone, latitude, longitude, address: physicalAddress } = plan;
  const site = em.create(Site, {
    slug,
    name,
    facility,
    timeZone,
    latitude,
    longitude,
    physicalAddress,
    region,
    tenant,
    status: active,
    asn: 4_200_000_000 + plan.number,
    contactName: 'Network operations',
    contactEmail: 'noc@meridian.example',
    tags: plan.kind === 'data-center' ? [need(tags, 'Critical')] : [],
    customFieldData: { cost_center: `CC-${plan.number}` },
  });
  const groupName = plan.kind === 'data-center' ? 'Hall 1' : 'Comms room';
  const groupSlug = groupName.toLowerCase().replace(' ', '-');
  const group = em.create(RackGroup, { site, name: groupName, slug: groupSlug });
  const panels = ['A', 'B'].map((letter) => em.create(PowerPanel, { site, rackGroup: group, name: `Panel ${letter}` }));
  const racks = Array.from({ length: plan.racks }, (_, index) => {
    const rackName = `R${String(index + 1).padStart(2, '0')}`;
    const role = index < 2 ? roles.network : roles.compute;
    const rack = em.create(Rack, {
      site,
      group,
      name: rackName,
      status: active,
      role,
      uHeight: rackUnits,
      type: '4-post-cabinet',
    });
    for (const powerPanel of panels) {
      const type = powerPanel === panels[0] ? 'primary' : 'redundant';
      em.create(PowerFeed, { powerPanel, rack, name: `${rackName} ${type}`, status: active, type, amperage: 32 });
    }
    return { rack, freeUnit: rackUnits };
  });
  return { plan, site, racks, devices: [] };
}
