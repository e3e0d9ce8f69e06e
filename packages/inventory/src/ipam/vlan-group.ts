import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { Site } from '../dcim/site.ts';

const VLANGroupSchema = defineEntity({
  name: 'VLANGroup',
  tableName: 'ipam_vlan_group',
  uniques: [{ properties: ['site', 'name'] }, { properties: ['site', 'slug'] }],
  properties: {
    ...modelProperties,
    name: p.string().length(100).index(),
    slug: p.string().length(100),
    site: () => p.manyToOne(Site).nullable().deleteRule('restrict'),
    description: p.string().length(200).default(''),
  },
});

/** VLANs among which ids and names are unique. */
export class VLANGroup extends VLANGroupSchema.class {}
VLANGroupSchema.setClass(VLANGroup);

export const vlanGroupModel = defineModel(VLANGroup, {
  app: 'ipam',
  label: 'VLAN group',
  display: '{name}',
  search: ['name', 'slug'],
  validate(group) {
    assertSlug(group.slug);
  },
});
