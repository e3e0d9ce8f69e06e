import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { componentProperties, connectionStatusProperty } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { Device } from './device.ts';
import { PowerFeed } from './power-feed.ts';
import { PowerOutlet } from './power-outlet.ts';

const PowerPortSchema = defineEntity({
  name: 'PowerPort',
  tableName: 'dcim_power_port',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_power_port', [
    'connected_power_outlet_id',
    'connected_power_feed_id',
    'connection_status',
  ]),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `iec-60320-c14`. */
    type: p.string().length(50).default(''),
    /** Watts. */
    maximumDraw: p.integer().nullable(),
    /** Watts. */
    allocatedDraw: p.integer().nullable(),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Outlet that supplies the port. Kept by the database. */
    connectedPowerOutlet: () => p.manyToOne(PowerOutlet).nullable().deferMode('deferred').index(),
    /** Feed that supplies the port directly, as of a power distribution unit. Kept by the database. */
    connectedPowerFeed: () => p.manyToOne(PowerFeed).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_power_port_tags'),
  },
});

/** A power supply of a device: it takes power from an outlet or a feed. */
export class PowerPort extends PowerPortSchema.class {
  /**
   * What supplies the port; null when nothing does. In conditions name {@link PowerPort.connectedPowerOutlet} or
   * {@link PowerPort.connectedPowerFeed}.
   */
  get connectedEndpoint(): PowerOutlet | PowerFeed | null {
    return this.connectedPowerOutlet ?? this.connectedPowerFeed ?? null;
  }
}
PowerPortSchema.setClass(PowerPort);

export const powerPortModel = defineModel(PowerPort, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
  validate(port) {
    assertRange('maximum_draw', port.maximumDraw, { min: 1, max: 1_000_000 });
    assertRange('allocated_draw', port.allocatedDraw, { min: 1, max: port.maximumDraw ?? 1_000_000 });
  },
});
