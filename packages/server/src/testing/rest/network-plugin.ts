import { baseProperties, defineModel, definePlugin, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { Migration } from '@mikro-orm/migrations';

/** A small inventory with one of each kind of column and relation, for tests of REST. */

const RegionSchema = defineEntity({
  name: 'TestRegion',
  tableName: 'net_region',
  properties: { ...baseProperties, name: p.string().length(100).unique(), slug: p.string().length(100).unique() },
});
export class TestRegion extends RegionSchema.class {}
RegionSchema.setClass(TestRegion);

const SiteSchema = defineEntity({
  name: 'TestSite',
  tableName: 'net_site',
  properties: {
    ...baseProperties,
    name: p.string().length(100).unique(),
    slug: p.string().length(100).unique(),
    region: () => p.manyToOne(TestRegion).nullable().deleteRule('set null'),
    status: p.enum(['planned', 'active', 'retired'] as const).default('planned'),
    latitude: p.decimal('string').precision(8).scale(6).nullable(),
    opened: p.date().nullable(),
    comments: p.text().default(''),
    customFieldData: p.json<Record<string, unknown>>().default('{}' as never),
    password: p.string().length(100).nullable(),
  },
});
export class TestSite extends SiteSchema.class {}
SiteSchema.setClass(TestSite);

const TagSchema = defineEntity({
  name: 'TestTag',
  tableName: 'net_tag',
  properties: { ...baseProperties, name: p.string().length(100).unique() },
});
export class TestTag extends TagSchema.class {}
TagSchema.setClass(TestTag);

const DeviceSchema = defineEntity({
  name: 'TestDevice',
  tableName: 'net_device',
  uniques: [{ name: 'net_device_site_name_unique', properties: ['site', 'name'] }],
  properties: {
    ...baseProperties,
    name: p.string().length(64),
    site: () => p.manyToOne(TestSite).deleteRule('restrict'),
    assetTag: p.string().length(50).nullable().unique(),
    position: p.integer().nullable(),
    isManaged: p.boolean().default(false),
    tags: () => p.manyToMany(TestTag).owner().pivotTable('net_device_tags'),
  },
});
export class TestDevice extends DeviceSchema.class {}
DeviceSchema.setClass(TestDevice);

const PrefixSchema = defineEntity({
  name: 'TestPrefix',
  tableName: 'net_prefix',
  properties: {
    ...baseProperties,
    prefix: p.string().columnType('cidr').unique(),
    description: p.string().default(''),
  },
});
export class TestPrefix extends PrefixSchema.class {}
PrefixSchema.setClass(TestPrefix);

export const regionModel = defineModel(TestRegion, {
  app: 'net',
  name: 'region',
  endpoint: 'regions',
  label: 'region',
  display: '{name}',
});
export const siteModel = defineModel(TestSite, {
  app: 'net',
  name: 'site',
  endpoint: 'sites',
  label: 'site',
  display: '{name}',
  search: ['name', 'slug', 'region.name'],
  sensitive: ['password'],
});
export const tagModel = defineModel(TestTag, {
  app: 'net',
  name: 'tag',
  endpoint: 'tags',
  label: 'tag',
  display: '{name}',
});
export const deviceModel = defineModel(TestDevice, {
  app: 'net',
  name: 'device',
  endpoint: 'devices',
  label: 'device',
  display: '{site.name} {name}',
  search: ['name', 'assetTag', 'site.name', 'position'],
  ordering: ['site.name', 'name'],
  validate(device) {
    if ((device.position ?? 1) < 1) throw new ValidationError({ position: ['Positions begin at 1.'] });
  },
});
export const prefixModel = defineModel(TestPrefix, {
  app: 'net',
  name: 'prefix',
  endpoint: 'prefixes',
  label: 'prefix',
  labelPlural: 'prefixes',
  display: '{prefix}',
});

const base = 'id uuid primary key, created timestamptz not null, last_updated timestamptz not null';

class NetworkTables extends Migration {
  override up(): void {
    this.addSql(`
      create table net_region (${base}, name varchar(100) not null unique, slug varchar(100) not null unique);
      create table net_site (${base}, name varchar(100) not null unique, slug varchar(100) not null unique,
        region_id uuid null references net_region on delete set null, status text not null default 'planned',
        latitude numeric(8,6) null, opened date null, comments text not null default '',
        custom_field_data jsonb not null default '{}', password varchar(100) null);
      create table net_tag (${base}, name varchar(100) not null unique);
      create table net_device (${base}, name varchar(64) not null, site_id uuid not null references net_site on delete restrict,
        asset_tag varchar(50) null unique, position int null, is_managed boolean not null default false,
        constraint net_device_site_name_unique unique (site_id, name));
      create table net_device_tags (test_device_id uuid not null references net_device on delete cascade,
        test_tag_id uuid not null references net_tag on delete cascade, primary key (test_device_id, test_tag_id));
      create table net_prefix (${base}, prefix cidr not null unique, description varchar(255) not null default '');
    `);
  }
}

/** The plugin `net`. */
export const networkPlugin = definePlugin({
  name: 'net',
  modelsFrom: '@jobwright/test-network',
  models: [regionModel, siteModel, tagModel, deviceModel, prefixModel] as never,
  migrations: async () => [{ name: '0001_initial', class: NetworkTables }],
});
