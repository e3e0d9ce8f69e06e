import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { assertRange } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { assertStatus } from '../common/status-rules.ts';
import { Status } from '../extras/status.ts';
import { Tag } from '../extras/tag.ts';
import { Cable } from './cable.ts';
import { powerFeedTypes, powerPhases, powerSupplies } from './choices.ts';
import { connectionStatusProperty } from './component-properties.ts';
import { connectionTriggers } from './connection-triggers.ts';
import { PowerPanel } from './power-panel.ts';
import { PowerPort } from './power-port.ts';
import { Rack } from './rack.ts';

const PowerFeedSchema = defineEntity({
  name: 'PowerFeed',
  tableName: 'dcim_power_feed',
  uniques: [{ properties: ['powerPanel', 'name'] }],
  triggers: connectionTriggers('dcim_power_feed', ['connected_endpoint_id', 'connection_status']),
  properties: {
    ...modelProperties,
    powerPanel: () => p.manyToOne(PowerPanel).deleteRule('restrict'),
    rack: () => p.manyToOne(Rack).nullable().index(),
    name: p.string().length(100),
    status: () => p.manyToOne(Status).deleteRule('restrict').index(),
    type: p.enum(powerFeedTypes).default('primary'),
    supply: p.enum(powerSupplies).default('ac'),
    phase: p.enum(powerPhases).default('single-phase'),
    /** Volts. */
    voltage: p.integer().default(230),
    /** Amperes. */
    amperage: p.integer().default(16),
    /** Percent of the rating that may be used, 1 to 100. */
    maxUtilization: p.integer().default(80),
    comments: p.text().default(''),
    /** Kept by the database. */
    cable: () => p.manyToOne(Cable).nullable().deferMode('deferred').index(),
    /** Power port that the feed supplies. Kept by the database. */
    connectedEndpoint: () => p.manyToOne(PowerPort).nullable().deferMode('deferred').index(),
    connectionStatus: connectionStatusProperty,
    tags: () => p.manyToMany(Tag).pivotTable('dcim_power_feed_tags'),
  },
});

/** A circuit of a power panel that supplies a rack. */
export class PowerFeed extends PowerFeedSchema.class {}
PowerFeedSchema.setClass(PowerFeed);

export const powerFeedModel = defineModel(PowerFeed, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'powerPanel.name'],
  ordering: ['powerPanel.name', 'name'],
  async validate(feed) {
    assertStatus(feed.status, 'dcim.powerfeed');
    assertRange('voltage', feed.voltage, { min: 1, max: 32_767 });
    assertRange('amperage', feed.amperage, { min: 1, max: 32_767 });
    assertRange('max_utilization', feed.maxUtilization, { min: 1, max: 100 });
    if (feed.rack && (await load(feed.rack)).site !== (await load(feed.powerPanel)).site) {
      throw new ValidationError({ rack_id: 'The rack must be at the site of the power panel.' });
    }
  },
});
