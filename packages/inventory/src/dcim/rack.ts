import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { rackTypes, rackWidths } from './choices.ts';
import { Device } from './device.ts';
import { RackGroup } from './rack-group.ts';
import { RackRole } from './rack-role.ts';
import { validateRack } from './rack-rules.ts';
import { Site } from './site.ts';

const RackSchema = defineEntity({
  name: 'Rack',
  tableName: 'dcim_rack',
  uniques: [{ properties: ['group', 'name'] }, { properties: ['group', 'facilityId'] }],
  properties: {
    ...modelProperties,
    name: p.string().length(100).index(),
    /** Name that the building's owner gave it. */
    facilityId: p.string().length(50).nullable(),
    site: () => p.manyToOne(Site).deleteRule('restrict').index(),
    group: () => p.manyToOne(RackGroup).nullable(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: () => p.manyToOne(RackRole).nullable().deleteRule('restrict').index(),
    serial: p.string().length(50).default(''),
    assetTag: p.string().length(50).nullable().unique(),
    type: p.enum(rackTypes).nullable(),
    /** Inches between the rails. */
    width: p.enum(rackWidths).default(19),
    /** Rack units, 1 to 100. */
    uHeight: p.integer().default(42),
    /** Units are counted from the top. */
    descUnits: p.boolean().default(false),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_rack_tags'),
    devices: () => p.oneToMany(Device).mappedBy('rack'),
  },
});

/** A rack, in which devices have positions. */
export class Rack extends RackSchema.class {}
RackSchema.setClass(Rack);

export const rackModel = defineModel(Rack, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'facilityId', 'serial', 'assetTag', 'site.name'],
  ordering: ['site.name', 'name'],
  validate: (rack, { em }) => validateRack(rack, em),
});
