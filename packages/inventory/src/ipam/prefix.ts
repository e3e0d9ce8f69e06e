import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Site } from '../dcim/site.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { validatePrefix } from './prefix-rules.ts';
import { Role } from './role.ts';
import { VLAN } from './vlan.ts';
import { VRF } from './vrf.ts';

const PrefixSchema = defineEntity({
  name: 'Prefix',
  tableName: 'ipam_prefix',
  indexes: [
    {
      name: 'ipam_prefix_prefix_gist',
      expression: 'create index "ipam_prefix_prefix_gist" on "ipam_prefix" using gist ("prefix" inet_ops)',
    },
  ],
  properties: {
    ...modelProperties,
    /** `10.0.0.0/8`, without host bits. */
    prefix: p.string().columnType('cidr').index(),
    vrf: () => p.manyToOne(VRF).nullable().deleteRule('restrict').index(),
    site: () => p.manyToOne(Site).nullable().deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    vlan: () => p.manyToOne(VLAN).nullable().deleteRule('restrict').index(),
    /** A prefix with the status `container` only holds others. */
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: () => p.manyToOne(Role).nullable().index(),
    /** All addresses are given out, first and last included. */
    isPool: p.boolean().default(false),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('ipam_prefix_tags'),
  },
});

/** An IPv4 or IPv6 network. */
export class Prefix extends PrefixSchema.class {}
PrefixSchema.setClass(Prefix);

export const prefixModel = defineModel(Prefix, {
  app: 'ipam',
  display: '{prefix}',
  search: ['description', 'vrf.name', 'site.name'],
  ordering: ['vrf.name', 'prefix'],
  validate: (prefix, { em }) => validatePrefix(prefix, em),
});
