import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { DeviceRole } from '../dcim/device-role.ts';
import { Platform } from '../dcim/platform.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { Tenant } from '../tenancy/tenant.ts';
import { Cluster } from './cluster.ts';
import { validateVirtualMachine } from './virtual-machine-rules.ts';
import { VMInterface } from './vm-interface.ts';

const VirtualMachineSchema = defineEntity({
  name: 'VirtualMachine',
  tableName: 'virtualization_virtual_machine',
  uniques: [{ properties: ['cluster', 'tenant', 'name'] }],
  indexes: [
    {
      name: 'virtualization_virtual_machine_cluster_id_name_unique',
      expression:
        'create unique index "virtualization_virtual_machine_cluster_id_name_unique" on "virtualization_virtual_machine" ("cluster_id", "name") where "tenant_id" is null',
    },
  ],
  properties: {
    ...modelProperties,
    name: p.string().length(64).index(),
    cluster: () => p.manyToOne(Cluster).deleteRule('restrict'),
    tenant: () => p.manyToOne(Tenant).nullable().deleteRule('restrict').index(),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    role: () => p.manyToOne(DeviceRole).nullable().deleteRule('restrict').index(),
    platform: () => p.manyToOne(Platform).nullable().index(),
    primaryIp4: () => p.manyToOne(IPAddress).nullable().unique(),
    primaryIp6: () => p.manyToOne(IPAddress).nullable().unique(),
    vcpus: p.integer().nullable(),
    /** MiB. */
    memory: p.integer().nullable(),
    /** GiB. */
    disk: p.integer().nullable(),
    /** Data for automation that belongs to this machine only: a JSON object. */
    localContextData: p.json<Record<string, unknown>>().nullable(),
    comments: p.text().default(''),
    tags: () => p.manyToMany(Tag).pivotTable('virtualization_virtual_machine_tags'),
    interfaces: () => p.oneToMany(VMInterface).mappedBy('virtualMachine'),
  },
});

/** A virtual machine. */
export class VirtualMachine extends VirtualMachineSchema.class {
  /** The IPv6 address by which the machine is managed, or else its IPv4 address. */
  get primaryIp(): IPAddress | null {
    return this.primaryIp6 ?? this.primaryIp4 ?? null;
  }
}
VirtualMachineSchema.setClass(VirtualMachine);

export const virtualMachineModel = defineModel(VirtualMachine, {
  app: 'virtualization',
  display: '{name}',
  search: ['name', 'comments'],
  async validate(machine) {
    assertRange('vcpus', machine.vcpus, { min: 1, max: 32_767 });
    assertRange('memory', machine.memory, { min: 1, max: 2_147_483_647 });
    assertRange('disk', machine.disk, { min: 1, max: 2_147_483_647 });
    await validateVirtualMachine(machine);
  },
});
