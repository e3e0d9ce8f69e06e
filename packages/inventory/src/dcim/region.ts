import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';
import { assertNoCycle } from '../common/tree-rules.ts';
import { Site } from './site.ts';

const RegionSchema = defineEntity({
  name: 'Region',
  tableName: 'dcim_region',
  properties: {
    ...organisationalProperties,
    parent: () => p.manyToOne(Region).nullable().deleteRule('restrict').index(),
    children: () => p.oneToMany(Region).mappedBy('parent'),
    sites: () => p.oneToMany(Site).mappedBy('region'),
  },
});

/** A geographical area; regions form a tree. */
export class Region extends RegionSchema.class {}
RegionSchema.setClass(Region);

export const regionModel = defineModel(Region, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug'],
  async validate(region) {
    assertSlug(region.slug);
    await assertNoCycle(region);
  },
});
