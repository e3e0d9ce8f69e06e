import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { Tag } from '../extras/tag.ts';
import { RackGroup } from './rack-group.ts';
import { Site } from './site.ts';

const PowerPanelSchema = defineEntity({
  name: 'PowerPanel',
  tableName: 'dcim_power_panel',
  uniques: [{ properties: ['site', 'name'] }],
  properties: {
    ...modelProperties,
    site: () => p.manyToOne(Site).deleteRule('restrict'),
    rackGroup: () => p.manyToOne(RackGroup).nullable().deleteRule('restrict').index(),
    name: p.string().length(100),
    tags: () => p.manyToMany(Tag).pivotTable('dcim_power_panel_tags'),
  },
});

/** A distribution board from which power feeds come. */
export class PowerPanel extends PowerPanelSchema.class {}
PowerPanelSchema.setClass(PowerPanel);

export const powerPanelModel = defineModel(PowerPanel, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'site.name'],
  ordering: ['site.name', 'name'],
  async validate(panel) {
    if (panel.rackGroup && (await load(panel.rackGroup)).site !== panel.site) {
      throw new ValidationError({ rack_group_id: 'The rack group must be at the same site.' });
    }
  },
});
