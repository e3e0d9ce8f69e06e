import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { Device } from './device.ts';
import { Region } from './region.ts';

const SiteSchema = defineEntity({
  name: 'Site',
  tableName: 'dcim_site',
  properties: {
    ...organisationalProperties,
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    region: () => p.manyToOne(Region).nullable().index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    /** Code of the building by which the owner knows it. */
    facility: p.string().length(50).default(''),
    /** 32-bit AS number. */
    asn: p.bigint('number').nullable(),
    /** IANA name, `Europe/Berlin`. */
    timeZone: p.string().length(63).default(''),
    physicalAddress: p.string().length(200).default(''),
    shippingAddress: p.string().length(200).default(''),
    /** Degrees, -90 to 90. */
    latitude: p.double().$type<number>().nullable(),
    /** Degrees, -180 to 180. */
    longitude: p.double().$type<number>().nullable(),
    contactName: p.string().length(50).default(''),
    contactPhone: p.string().length(20).default(''),
    contactEmail: p.string().length(254).default(''),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_site_tags'),
    devices: () => p.oneToMany(Device).mappedBy('site'),
  },
});

/** A place with equipment: a data centre, an office, a branch. */
export class Site extends SiteSchema.class {}
SiteSchema.setClass(Site);

export const siteModel = defineModel(Site, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug', 'facility', 'description', 'physicalAddress'],
  validate(site) {
    assertSlug(site.slug);
    assertStatus(site.status, 'dcim.site');
  },
});
