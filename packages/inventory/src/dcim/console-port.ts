import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { componentProperties, connectionStatusProperty } from './component-properties.ts';
import { ConsoleServerPort } from './console-server-port.ts';
import { Device } from './device.ts';
import { connectionTriggers } from './connection-triggers.ts';

const ConsolePortSchema = defineEntity({
  name: 'ConsolePort',
  tableName: 'dcim_console_port',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_console_port', ['connected_endpoint_id', 'connection_status']),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `rj-45`, `usb-c`. */
    type: p.string().length(50).default(''),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Port of a console server at the other end of the path, through patch panels. Kept by the database. */
    connectedEndpoint: () => p.manyToOne(ConsoleServerPort).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_console_port_tags'),
  },
});

/** A port by which a device is managed from a console server. */
export class ConsolePort extends ConsolePortSchema.class {}
ConsolePortSchema.setClass(ConsolePort);

export const consolePortModel = defineModel(ConsolePort, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
});
