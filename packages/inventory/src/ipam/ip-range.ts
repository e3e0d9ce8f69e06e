import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { validateIPRange } from './ip-range-rules.ts';
import { Role } from './role.ts';
import { VRF } from './vrf.ts';

const IPRangeSchema = defineEntity({
  name: 'IPRange',
  tableName: 'ipam_ip_range',
  indexes: [
    {
      name: 'ipam_ip_range_start_address_gist',
      expression:
        'create index "ipam_ip_range_start_address_gist" on "ipam_ip_range" using gist ("start_address" inet_ops)',
    },
  ],
  properties: {
    ...modelProperties,
    /** First address, with the mask of its network: `10.0.0.100/24`. */
    startAddress: p.string().columnType('inet').index(),
    /** Last address, with the same mask. */
    endAddress: p.string().columnType('inet').index(),
    vrf: () => p.manyToOne(VRF).nullable().deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: () => p.manyToOne(Role).nullable().index(),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('ipam_ip_range_tags'),
  },
});

/** Consecutive addresses, such as those that a DHCP server gives out. */
export class IPRange extends IPRangeSchema.class {}
IPRangeSchema.setClass(IPRange);

export const ipRangeModel = defineModel(IPRange, {
  app: 'ipam',
  label: 'IP range',
  display: '{startAddress} – {endAddress}',
  search: ['description', 'vrf.name'],
  ordering: ['vrf.name', 'startAddress'],
  validate: (range, { em }) => validateIPRange(range, em),
});
