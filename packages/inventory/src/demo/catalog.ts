import type { EntityManager } from '@mikro-orm/core';
import {
  ConsolePortTemplate,
  ConsoleServerPortTemplate,
  FrontPortTemplate,
  InterfaceTemplate,
  PowerOutletTemplate,
  PowerPortTemplate,
  RearPortTemplate,
} from '../dcim/component-templates.ts';
import { DeviceRole } from '../dcim/device-role.ts';
import { DeviceType } from '../dcim/device-type.ts';
import { Manufacturer } from '../dcim/manufacturer.ts';
import { Platform } from '../dcim/platform.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { TenantGroup } from '../tenancy/tenant-group.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { type DemoContext, need } from './demo-context.ts';
import { type DemoDeviceType, deviceTypeList, manufacturerNames, platformList } from './device-types.ts';
import { createRandom } from './random.ts';
import { roleList, type RoleSlug, statusList, type StatusSlug } from './statuses.ts';

/** Makes what sites and devices refer to: statuses, roles, device types, tenants… */
export function createCatalog(em: EntityManager): DemoContext {
  const manufacturers = new Map(
    manufacturerNames.map((name) => [name, em.create(Manufacturer, { name, slug: toSlug(name) })] as const),
  );
  const group = em.create(TenantGroup, { name: 'Business units', slug: 'business-units' });
  return {
    em,
    random: createRandom(20_260_101),
    statuses: new Map(
      statusList.map(([slug, color, contentTypes]): [StatusSlug, Status] => [
        slug,
        em.create(Status, { name: toName(slug), slug, color, contentTypes: [...contentTypes] }),
      ]),
    ),
    roles: new Map(
      roleList.map(([slug, name, color, vmRole]): [RoleSlug, DeviceRole] => [
        slug,
        em.create(DeviceRole, { name, slug, color, vmRole }),
      ]),
    ),
    manufacturers,
    platforms: new Map(
      platformList.map(([slug, name, maker, napalmDriver]) => {
        const manufacturer = maker === null ? null : need(manufacturers, maker);
        return [slug, em.create(Platform, { slug, name, manufacturer, napalmDriver })];
      }),
    ),
    deviceTypes: new Map(
      deviceTypeList.map((plan) => [plan.slug, createDeviceType(em, plan, need(manufacturers, plan.manufacturer))]),
    ),
    tenants: new Map(
      ['Corporate IT', 'Logistics', 'Retail'].map((name) => {
        return [name, em.create(Tenant, { name, slug: toSlug(name), group })];
      }),
    ),
    tags: new Map(
      ['Critical', 'Refresh 2027', 'Lab'].map((name) => [name, em.create(Tag, { name, slug: toSlug(name) })]),
    ),
  };
}

function createDeviceType(em: EntityManager, plan: DemoDeviceType, manufacturer: Manufacturer): DeviceType {
  const { slug, model, uHeight = 1, isFullDepth = true } = plan;
  const deviceType = em.create(DeviceType, { manufacturer, slug, model, uHeight, isFullDepth });
  for (const [pattern, from, to, type] of plan.interfaces ?? []) {
    for (let number = from; number <= to; number++) {
      em.create(InterfaceTemplate, { deviceType, name: pattern.replace('{n}', String(number)), type });
    }
  }
  if (plan.managementInterface) {
    em.create(InterfaceTemplate, { deviceType, name: plan.managementInterface, type: '1000base-t', mgmtOnly: true });
  }
  if (plan.console) em.create(ConsolePortTemplate, { deviceType, name: plan.console, type: 'rj-45' });
  const powerPorts = (plan.powerPorts ?? []).map((name) => {
    return em.create(PowerPortTemplate, {
      deviceType,
      name,
      type: 'iec-60320-c14',
      maximumDraw: plan.maximumDraw ?? null,
    });
  });
  for (let number = 1; number <= (plan.consoleServerPorts ?? 0); number++) {
    em.create(ConsoleServerPortTemplate, { deviceType, name: `Port ${number}`, type: 'rj-45' });
  }
  for (let number = 1; number <= (plan.powerOutlets ?? 0); number++) {
    const powerPort = powerPorts[0] ?? null;
    em.create(PowerOutletTemplate, { deviceType, name: `Outlet ${number}`, type: 'iec-60320-c13', powerPort });
  }
  for (let number = 1; number <= (plan.panelPorts ?? 0); number++) {
    const rearPort = em.create(RearPortTemplate, { deviceType, name: `Rear ${number}`, type: 'lc' });
    em.create(FrontPortTemplate, { deviceType, name: `Front ${number}`, type: 'lc', rearPort });
  }
  return deviceType;
}

function toSlug(name: string): string {
  return name.toLowerCase().replaceAll(' ', '-');
}

function toName(slug: string): string {
  return slug === 'dhcp' ? 'DHCP' : slug.charAt(0).toUpperCase() + slug.slice(1);
}
