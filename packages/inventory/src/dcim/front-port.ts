import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { assertRange } from '../common/field-rules.ts';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { componentProperties } from './component-properties.ts';
import { connectionTriggers, frontPortTrigger } from './connection-triggers.ts';
import { Device } from './device.ts';
import { RearPort } from './rear-port.ts';

const FrontPortSchema = defineEntity({
  name: 'FrontPort',
  tableName: 'dcim_front_port',
  uniques: [{ properties: ['device', 'name'] }, { properties: ['rearPort', 'rearPortPosition'] }],
  triggers: [...connectionTriggers('dcim_front_port', []), frontPortTrigger],
  properties: {
    ...componentProperties,
    device: () => p.manyToOne(Device).deleteRule('cascade'),
    /** Connector: `lc`, `8p8c`. */
    type: p.string().length(50),
    rearPort: () => p.manyToOne(RearPort).deleteRule('cascade'),
    /** Place among the positions of the rear port, from 1. */
    rearPortPosition: p.integer().default(1),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_front_port_tags'),
  },
});

/** The side of a patch panel or the like where devices are plugged in; it leads to a position of a rear port. */
export class FrontPort extends FrontPortSchema.class {}
FrontPortSchema.setClass(FrontPort);

export const frontPortModel = defineModel(FrontPort, {
  app: 'dcim',
  display: '{device.name} {name}',
  search: ['name', 'label', 'device.name'],
  ordering: ['device.name', 'name'],
  async validate(port) {
    const rearPort = await load(port.rearPort);
    if (rearPort.device !== port.device) {
      throw new ValidationError({ rear_port_id: 'The rear port must be of the same device.' });
    }
    assertRange('rear_port_position', port.rearPortPosition, { min: 1, max: rearPort.positions });
  },
});
