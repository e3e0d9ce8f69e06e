import type { EntityManager } from '@mikro-orm/core';
import type { DeviceComponents } from '../dcim/add-components.ts';
import type { Device } from '../dcim/device.ts';
import type { DeviceRole } from '../dcim/device-role.ts';
import type { DeviceType } from '../dcim/device-type.ts';
import type { Manufacturer } from '../dcim/manufacturer.ts';
import type { Platform } from '../dcim/platform.ts';
import type { Rack } from '../dcim/rack.ts';
import type { Site } from '../dcim/site.ts';
import type { Status } from '../extras/status.ts';
import type { Tag } from '../extras/tag.ts';
import type { Tenant } from '../tenancy/tenant.ts';
import type { Random } from './random.ts';
import type { SitePlan } from './site-plans.ts';
import type { RoleSlug, StatusSlug } from './statuses.ts';

/** A device and its components. */
export interface DemoDevice extends DeviceComponents {
  readonly device: Device;
  readonly role: RoleSlug;
}

/** A rack, and the unit up to which it is filled from the top. */
export interface DemoRack {
  readonly rack: Rack;
  /** Highest unit that is free. */
  freeUnit: number;
}

/** A site with what stands there. */
export interface DemoSite {
  readonly plan: SitePlan;
  readonly site: Site;
  readonly racks: DemoRack[];
  readonly devices: DemoDevice[];
}

/** What the steps of the demo build on. */
export interface DemoContext {
  readonly em: EntityManager;
  readonly random: Random;
  readonly statuses: ReadonlyMap<StatusSlug, Status>;
  readonly roles: ReadonlyMap<RoleSlug, DeviceRole>;
  readonly manufacturers: ReadonlyMap<string, Manufacturer>;
  readonly platforms: ReadonlyMap<string, Platform>;
  readonly deviceTypes: ReadonlyMap<string, DeviceType>;
  readonly tenants: ReadonlyMap<string, Tenant>;
  readonly tags: ReadonlyMap<string, Tag>;
}

/** An entry that the demo itself has made: it is there, or the demo is wrong. */
export function need<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The demo data has no ${String(key)}.`);
  return value;
}

/** The component with this name. */
export function named<Component extends { readonly name: string }>(
  components: readonly Component[],
  name: string,
): Component {
  const component = components.find((candidate) => candidate.name === name);
  if (!component) throw new Error(`The demo data has no component ${name}.`);
  return component;
}

/** Devices of a role, in the order in which they were made. */
export function withRole(site: DemoSite, role: RoleSlug): DemoDevice[] {
  return site.devices.filter((candidate) => candidate.role === role);
}
