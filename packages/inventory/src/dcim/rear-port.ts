import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertRange } from '../common/field-rules.ts';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { maxRearPortPositions } from './choices.ts';
import { componentProperties } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { Device } from './device.ts';
import { FrontPort } from './front-port.ts';

const RearPortSchema = defineEntity({
  name: 'RearPort',
  tableName: 'dcim_rear_port',
  uniques: [{ properties: ['device', 'name'] }],
  triggers: connectionTriggers('dcim_rear_port', []),
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `lc`, `8p8c`. */
    type: p.string().length(50),
    /** How many front ports it may serve, 1 to 1024. */
    positions: p.integer().default(1),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_rear_port_tags'),
    frontPorts: () => p.oneToMany(FrontPort).mappedBy('rearPort'),
  },
});

/** The trunk side of a patch panel or the like: what is plugged into its front ports goes on from here. */
export class RearPort extends RearPortSchema.class {}
RearPortSchema.setClass(RearPort);

export const rearPortModel = defineModel(RearPort, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
  validate(port) {
    assertRange('positions', port.positions, { min: 1, max: maxRearPortPositions });
  },
});
