import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';

const VRFSchema = defineEntity({
  name: 'VRF',
  tableName: 'ipam_vrf',
  properties: {
    ...modelProperties,
    name: p.string().length(100).index(),
    /** Route distinguisher: `65000:1`. */
    rd: p.string().length(21).nullable().unique(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    /** Whether prefixes and addresses of the VRF must not occur twice. */
    enforceUnique: p.boolean().default(true),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('ipam_vrf_tags'),
  },
});

/** A routing table of its own. Prefixes and addresses without a VRF are of the global table. */
export class VRF extends VRFSchema.class {}
VRFSchema.setClass(VRF);

export const vrfModel = defineModel(VRF, {
  app: 'ipam',
  endpoint: 'vrfs',
  label: 'VRF',
  labelPlural: 'VRFs',
  display: '{name}',
  search: ['name', 'rd', 'description'],
});
