import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { componentProperties, connectionStatusProperty } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { ConsolePort } from './console-port.ts';
import { Device } from './device.ts';

const ConsoleServerPortSchema = defineEntity({
  name: 'ConsoleServerPort',
  tableName: 'dcim_console_server_port',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_console_server_port', ['connected_endpoint_id', 'connection_status']),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `rj-45`, `usb-c`. */
    type: p.string().length(50).default(''),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Console port at the other end of the path, through patch panels. Kept by the database. */
    connectedEndpoint: () => p.manyToOne(ConsolePort).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_console_server_port_tags'),
  },
});

/** A port of a console server, to which a console port of another device is connected. */
export class ConsoleServerPort extends ConsoleServerPortSchema.class {}
ConsoleServerPortSchema.setClass(ConsoleServerPort);

export const consoleServerPortModel = defineModel(ConsoleServerPort, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
});
