import { defineModel } from '@jobwright/sdk';
import { defineEntity, type Opt, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { Interface } from '../dcim/interface.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { VMInterface } from '../virtualization/vm-interface.ts';
import { ipAddressRoles } from './choices.ts';
import { validateIPAddress } from './ip-address-rules.ts';
import { VRF } from './vrf.ts';

const IPAddressSchema = defineEntity({
  name: 'IPAddress',
  tableName: 'ipam_ip_address',
  indexes: [
    {
      name: 'ipam_ip_address_address_gist',
      expression: 'create index "ipam_ip_address_address_gist" on "ipam_ip_address" using gist ("address" inet_ops)',
    },
    {
      name: 'ipam_ip_address_host_gist',
      expression: 'create index "ipam_ip_address_host_gist" on "ipam_ip_address" using gist ("host" inet_ops)',
    },
  ],
  checks: [{ name: 'ipam_ip_address_assigned_check', expression: 'num_nonnulls(interface_id, vm_interface_id) <= 1' }],
  properties: {
    ...modelProperties,
    /** With the mask of its network: `10.0.0.5/24`. A mask of the full length is left out, as PostgreSQL does. */
    address: p.string().columnType('inet').index(),
    /** The address without its mask: `10.0.0.5`. Kept by the database, to ask which addresses lie in a network. */
    host: p.string().columnType('inet').$type<Opt<string>>().generated('((host(address))::inet) stored').index(),
    vrf: () => p.manyToOne(VRF).nullable().deleteRule('restrict').index(),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: p.enum(ipAddressRoles).nullable(),
    /** Interface of a device that has the address. */
    interface: () => p.manyToOne(Interface).nullable().index(),
    /** Interface of a virtual machine that has the address. */
    vmInterface: () => p.manyToOne(VMInterface).nullable().index(),
    /** Address that this one stands for on the outside (network address translation). */
    natInside: () => p.manyToOne(IPAddress).nullable().index(),
    dnsName: p.string().length(255).default('').index(),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('ipam_ip_address_tags'),
  },
});

/** An IPv4 or IPv6 address. */
export class IPAddress extends IPAddressSchema.class {
  /** The interface of a device or virtual machine that has the address. */
  get assignedObject(): Interface | VMInterface | null {
    return this.interface ?? this.vmInterface ?? null;
  }
}
IPAddressSchema.setClass(IPAddress);

export const ipAddressModel = defineModel(IPAddress, {
  app: 'ipam',
  label: 'IP address',
  display: '{address}',
  search: ['dnsName', 'description', 'vrf.name'],
  ordering: ['vrf.name', 'address'],
  validate: (address, { em }) => validateIPAddress(address, em),
});
