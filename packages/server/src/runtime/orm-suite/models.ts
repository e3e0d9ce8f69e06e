import { baseProperties, defineModel } from '@jobwright/sdk';
import { type Collection, defineEntity, p, Type } from '@mikro-orm/core';

/**
 * Models with every kind of column and relation that plugins use. They run in both realms: nothing of Node is imported.
 */

/** A colour as `{ red, green, blue }` in code and `#rrggbb` in the database. */
export interface Colour {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
}

class ColourType extends Type<Colour, string> {
  override convertToDatabaseValue(value: Colour | string): string {
    if (typeof value !== 'object' || value === null) return value;
    const hex = (part: number): string => part.toString(16).padStart(2, '0');
    return `#${hex(value.red)}${hex(value.green)}${hex(value.blue)}`;
  }

  override convertToJSValue(value: string | Colour): Colour {
    if (typeof value !== 'string') return value;
    const part = (start: number): number => Number.parseInt(value.slice(start, start + 2), 16);
    return { red: part(1), green: part(3), blue: part(5) };
  }

  override compareAsType(): string {
    return 'string';
  }

  override getColumnType(): string {
    return 'varchar(7)';
  }
}

const RegionSchema = defineEntity({
  name: 'Region',
  tableName: 'lab_region',
  properties: {
    ...baseProperties,
    name: p.string().unique(),
    parent: () => p.manyToOne(Region).nullable().deleteRule('set null'),
    children: () => p.oneToMany(Region).mappedBy('parent'),
    sites: () => p.oneToMany(Site).mappedBy('region'),
  },
});
export class Region extends RegionSchema.class {}
RegionSchema.setClass(Region);

const TagSchema = defineEntity({
  name: 'Tag',
  tableName: 'lab_tag',
  properties: {
    ...baseProperties,
    name: p.string().unique(),
    weight: p.integer().default(0),
    devices: () => p.manyToMany(Device).mappedBy('tags'),
  },
});
export class Tag extends TagSchema.class {}
TagSchema.setClass(Tag);

const PlaceSchema = defineEntity({
  name: 'Place',
  embeddable: true,
  properties: { street: p.string().nullable(), floor: p.integer().nullable() },
});
export class Place extends PlaceSchema.class {}
PlaceSchema.setClass(Place);

const SiteSchema = defineEntity({
  name: 'Site',
  tableName: 'lab_site',
  properties: {
    ...baseProperties,
    name: p.string().unique(),
    slug: p.string().unique(),
    region: () => p.manyToOne(Region).nullable().deleteRule('set null'),
    status: p.enum(['planned', 'active', 'retired'] as const).default('planned'),
    accessCode: p.string().nullable(),
    place: () => p.embedded(Place).nullable(),
    /** Read only by those who ask for it. */
    notes: p.text().nullable().lazy(),
    devices: () => p.oneToMany(Device).mappedBy('site'),
  },
});
export class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);

const MakerSchema = defineEntity({
  name: 'Maker',
  tableName: 'lab_maker',
  properties: { ...baseProperties, name: p.string().unique() },
});
export class Maker extends MakerSchema.class {}
MakerSchema.setClass(Maker);

const DeviceTypeSchema = defineEntity({
  name: 'DeviceType',
  tableName: 'lab_device_type',
  uniques: [{ properties: ['maker', 'model'] }],
  properties: {
    ...baseProperties,
    maker: () => p.manyToOne(Maker).deleteRule('restrict'),
    model: p.string(),
    height: p.integer().default(1),
  },
});
export class DeviceType extends DeviceTypeSchema.class {}
DeviceTypeSchema.setClass(DeviceType);

const DeviceSchema = defineEntity({
  name: 'Device',
  tableName: 'lab_device',
  uniques: [{ properties: ['site', 'name'] }],
  properties: {
    ...baseProperties,
    version: p.integer().version(),
    name: p.string(),
    serial: p.string().nullable().unique(),
    site: () => p.manyToOne(Site).deleteRule('cascade'),
    type: () => p.manyToOne(DeviceType).deleteRule('restrict'),
    status: p.enum(['planned', 'active', 'failed'] as const).default('planned'),
    position: p.integer().nullable(),
    isManaged: p.boolean().default(true),
    weight: p.double().nullable(),
    price: p.decimal().precision(12).scale(2).nullable(),
    counter: p.bigint().nullable(),
    labels: p.array().default([]),
    customFields: p.json<Record<string, unknown>>().nullable(),
    address: p.string().columnType('inet').nullable(),
    network: p.string().columnType('cidr').nullable(),
    colour: p.type(ColourType).nullable(),
    installed: p.datetime(3).nullable(),
    boughtOn: p.date().nullable(),
    tags: () => p.manyToMany(Tag).inversedBy('devices').pivotTable('lab_device_tag'),
    interfaces: () => p.oneToMany(Interface).mappedBy('device'),
    services: () => p.manyToMany(Service).pivotEntity(() => DeviceService),
  },
});
export class Device extends DeviceSchema.class {}
DeviceSchema.setClass(Device);

const InterfaceSchema = defineEntity({
  name: 'Interface',
  tableName: 'lab_interface',
  uniques: [{ properties: ['device', 'name'] }],
  properties: {
    ...baseProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    name: p.string(),
    peer: () => p.oneToOne(Interface).nullable().owner().deleteRule('set null'),
  },
});
export class Interface extends InterfaceSchema.class {}
InterfaceSchema.setClass(Interface);

const ServiceSchema = defineEntity({
  name: 'Service',
  tableName: 'lab_service',
  properties: { ...baseProperties, name: p.string().unique() },
});
export class Service extends ServiceSchema.class {}
ServiceSchema.setClass(Service);

const DeviceServiceSchema = defineEntity({
  name: 'DeviceService',
  tableName: 'lab_device_service',
  properties: {
    device: () => p.manyToOne(Device).primary().deleteRule('cascade'),
    service: () => p.manyToOne(Service).primary().deleteRule('cascade'),
    priority: p.integer().default(100),
  },
});
export class DeviceService extends DeviceServiceSchema.class {}
DeviceServiceSchema.setClass(DeviceService);

const app = 'lab';
export const models = [
  defineModel(Region, { app, display: '{name}' }),
  defineModel(Tag, { app, display: '{name}' }),
  defineModel(Site, { app, display: '{name}', sensitive: ['accessCode'] }),
  defineModel(Maker, { app, display: '{name}' }),
  defineModel(DeviceType, { app, display: '{maker.name} {model}' }),
  defineModel(Device, { app, display: '{name} ({type.maker.name} {type.model})' }),
  defineModel(Interface, { app, display: '{device.name}:{name}' }),
  defineModel(Service, { app, display: '{name}' }),
];
export const entities = [...models.map((model) => model.entity), DeviceService];

export type { Collection };
