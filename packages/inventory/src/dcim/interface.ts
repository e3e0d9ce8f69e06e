import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { CircuitTermination } from '../circuits/circuit-termination.ts';
import { Tag } from '../extras/tag.ts';
import { IPAddress } from '../ipam/ip-address.ts';
import { VLAN } from '../ipam/vlan.ts';
import { Cable } from './cable.ts';
import { interfaceModes } from './choices.ts';
import { componentProperties, connectionStatusProperty } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { Device } from './device.ts';
import { validateInterface } from './interface-rules.ts';

const InterfaceSchema = defineEntity({
  name: 'Interface',
  tableName: 'dcim_interface',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_interface', [
    'connected_interface_id',
    'connected_circuit_termination_id',
    'connection_status',
  ]),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    name: p.string().length(64).index(),
    /** `1000base-t`, `10gbase-x-sfpp`, `virtual`, `lag`… */
    type: p.string().length(50),
    enabled: p.boolean().default(true),
    /** Serves for management of the device only. */
    mgmtOnly: p.boolean().default(false),
    macAddress: p.string().columnType('macaddr').nullable().index(),
    /** Bytes, 1 to 65536. */
    mtu: p.integer().nullable(),
    /** Link aggregation group of the same device that it belongs to. */
    lag: () => p.manyToOne(Interface).nullable().index(),
    /** Interface of the same device of which this is a subinterface. */
    parent: () => p.manyToOne(Interface).nullable().deleteRule('restrict').index(),
    mode: p.enum(interfaceModes).nullable(),
    untaggedVlan: () => p.manyToOne(VLAN).nullable().index(),
    taggedVlans: () => p.manyToMany(VLAN).pivotTable('dcim_interface_tagged_vlans'),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Interface at the other end of the path, through patch panels. Kept by the database. */
    connectedInterface: () => p.manyToOne(Interface).nullable().deferMode('deferred').index(),
    /** Circuit at the other end of the path. Kept by the database. */
    connectedCircuitTermination: () => p.manyToOne(CircuitTermination).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_interface_tags'),
    ipAddresses: () => p.oneToMany(IPAddress).mappedBy('interface'),
  },
});

/** A network interface of a device. */
export class Interface extends InterfaceSchema.class {
  /**
   * What is at the other end of the path; null when nothing is. In conditions name
   * {@link Interface.connectedInterface} or {@link Interface.connectedCircuitTermination}.
   */
  get connectedEndpoint(): Interface | CircuitTermination | null {
    return this.connectedInterface ?? this.connectedCircuitTermination ?? null;
  }
}
InterfaceSchema.setClass(Interface);

export const interfaceModel = defineModel(Interface, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'description', 'device.name'],
  ordering: ['device.name', 'name'],
  validate: validateInterface,
});
