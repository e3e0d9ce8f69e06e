import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { modelProperties } from '../common/shared-properties.ts';
import { interfaceModes } from '../dcim/choices.ts';
import { Tag } from '../extras/tag.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { VLAN } from '../ipam/vlan.ts';
import { VirtualMachine } from './virtual-machine.ts';
import { validateVMInterface } from './virtual-machine-rules.ts';

const VMInterfaceSchema = defineEntity({
  name: 'VMInterface',
  tableName: 'virtualization_vm_interface',
  uniques: [{ properties: ['virtualMachine', 'name'] }],
  properties: {
    ...modelProperties,
    virtualMachine: () => p.manyToOne(VirtualMachine).deleteRule('cascade'),
    name: p.string().length(64).index(),
    enabled: p.boolean().default(true),
    macAddress: p.string().columnType('macaddr').nullable().index(),
    /** Bytes, 1 to 65536. */
    mtu: p.integer().nullable(),
    /** Interface of the same machine of which this is a subinterface. */
    parent: () => p.manyToOne(VMInterface).nullable().deleteRule('restrict').index(),
    mode: p.enum(interfaceModes).nullable(),
    untaggedVlan: () => p.manyToOne(VLAN).nullable().index(),
    taggedVlans: () => p.manyToMany(VLAN).pivotTable('virtualization_vm_interface_tagged_vlans'),
    description: p.string().length(200).default(''),
    tags: () => p.manyToMany(Tag).pivotTable('virtualization_vm_interface_tags'),
    ipAddresses: () => p.oneToMany(IPAddress).mappedBy('vmInterface'),
  },
});

/** A network interface of a virtual machine. */
export class VMInterface extends VMInterfaceSchema.class {}
VMInterfaceSchema.setClass(VMInterface);

export const vmInterfaceModel = defineModel(VMInterface, {
  app: 'virtualization',
  label: 'VM interface',
  endpoint: 'interfaces',
  display: '{virtualMachine.name} {name}',
  search: ['name', 'description', 'virtualMachine.name'],
  ordering: ['virtualMachine.name', 'name'],
  validate: validateVMInterface,
});
