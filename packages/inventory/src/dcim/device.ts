import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { Cluster } from '../virtualization/cluster.ts';
import { rackFaces } from './choices.ts';
import { ConsolePort } from './console-port.ts';
import { ConsoleServerPort } from './console-server-port.ts';
import { DeviceRole } from './device-role.ts';
import { validateDevice } from './device-rules.ts';
import { DeviceType } from './device-type.ts';
import { FrontPort } from './front-port.ts';
import { Interface } from './interface.ts';
import { Platform } from './platform.ts';
import { PowerOutlet } from './power-outlet.ts';
import { PowerPort } from './power-port.ts';
import { Rack } from './rack.ts';
import { RearPort } from './rear-port.ts';
import { Site } from './site.ts';

const DeviceSchema = defineEntity({
  name: 'Device',
  tableName: 'dcim_device',
  uniques: [{ properties: ['site', 'tenant', 'name'] }, { properties: ['rack', 'position', 'face'] }],
  indexes: [
    {
      // Nulls differ from each other in the constraint above: without a tenant, the name is unique at the site.
      name: 'dcim_device_site_id_name_unique',
      expression:
        'create unique index "dcim_device_site_id_name_unique" on "dcim_device" ("site_id", "name") where "tenant_id" is null',
    },
  ],
  properties: {
    ...modelProperties,
    /** May be null for devices that nobody has named. */
    name: p.string().length(64).nullable().index(),
    deviceType: () => p.manyToOne(DeviceType).deleteRule('restrict').index(),
    deviceRole: () => p.manyToOne(DeviceRole).deleteRule('restrict').index(),
    site: () => p.manyToOne(Site).deleteRule('restrict'),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    platform: () => p.manyToOne(Platform).nullable().index(),
    serial: p.string().length(255).default('').index(),
    assetTag: p.string().length(50).nullable().unique(),
    rack: () => p.manyToOne(Rack).nullable().deleteRule('restrict'),
    /** Lowest rack unit that the device takes. */
    position: p.integer().nullable(),
    /** Side of the rack on which it is mounted. */
    face: p.enum(rackFaces).nullable(),
    primaryIp4: () => p.manyToOne(IPAddress).nullable().unique(),
    primaryIp6: () => p.manyToOne(IPAddress).nullable().unique(),
    cluster: () => p.manyToOne(Cluster).nullable().index(),
    /** Data for automation that belongs to this device only: a JSON object. */
    localContextData: p.json<Record<string, unknown>>().nullable(),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_device_tags'),
    interfaces: () => p.oneToMany(Interface).mappedBy('device'),
    consolePorts: () => p.oneToMany(ConsolePort).mappedBy('device'),
    consoleServerPorts: () => p.oneToMany(ConsoleServerPort).mappedBy('device'),
    powerPorts: () => p.oneToMany(PowerPort).mappedBy('device'),
    powerOutlets: () => p.oneToMany(PowerOutlet).mappedBy('device'),
    frontPorts: () => p.oneToMany(FrontPort).mappedBy('device'),
    rearPorts: () => p.oneToMany(RearPort).mappedBy('device'),
  },
});

/** A piece of equipment. Its interfaces, ports and outlets are objects of their own: see {@link addComponents}. */
export class Device extends DeviceSchema.class {
  /** The IPv6 address by which the device is managed, or else its IPv4 address. */
  get primaryIp(): IPAddress | null {
    return this.primaryIp6 ?? this.primaryIp4 ?? null;
  }
}
DeviceSchema.setClass(Device);

export const deviceModel = defineModel(Device, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'serial', 'assetTag', 'comments'],
  validate: (device, { em }) => validateDevice(device, em),
});
