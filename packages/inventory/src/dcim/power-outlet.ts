import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { powerFeedLegs } from './choices.ts';
import { componentProperties, connectionStatusProperty } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { Device } from './device.ts';
import { PowerPort } from './power-port.ts';

const PowerOutletSchema = defineEntity({
  name: 'PowerOutlet',
  tableName: 'dcim_power_outlet',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_power_outlet', ['connected_endpoint_id', 'connection_status']),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `iec-60320-c13`. */
    type: p.string().length(50).default(''),
    /** Port of the same device from which the outlet gets its power. */
    powerPort: () => p.manyToOne(PowerPort).nullable().index(),
    /** Phase of a three-phase feed. */
    feedLeg: p.enum(powerFeedLegs).nullable(),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Power port that the outlet supplies. Kept by the database. */
    connectedEndpoint: () => p.manyToOne(PowerPort).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_power_outlet_tags'),
  },
});

/** An outlet of a power distribution unit or the like. */
export class PowerOutlet extends PowerOutletSchema.class {}
PowerOutletSchema.setClass(PowerOutlet);

export const powerOutletModel = defineModel(PowerOutlet, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
  async validate(outlet) {
    if (outlet.powerPort && (await load(outlet.powerPort)).device !== outlet.device) {
      throw new ValidationError({ power_port_id: 'The power port must be of the same device.' });
    }
  },
});
