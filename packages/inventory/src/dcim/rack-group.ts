import { defineModel, ValidationError } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { load } from '../common/changes.ts';
import { assertSlug } from '../common/field-rules.ts';
import { modelProperties } from '../common/shared-properties.ts';
import { assertNoCycle } from '../common/tree-rules.ts';
import { Site } from './site.ts';

const RackGroupSchema = defineEntity({
  name: 'RackGroup',
  tableName: 'dcim_rack_group',
  uniques: [{ properties: ['site', 'name'] }, { properties: ['site', 'slug'] }],
  properties: {
    ...modelProperties,
    site: () => p.manyToOne(Site).deleteRule('cascade'),
    parent: () => p.manyToOne(RackGroup).nullable().deleteRule('restrict').index(),
    name: p.string().length(100),
    slug: p.string().length(100),
    description: p.string().length(200).default(''),
  },
});

/** Racks that belong together, such as those of a floor or a room; groups of a site form a tree. */
export class RackGroup extends RackGroupSchema.class {}
RackGroupSchema.setClass(RackGroup);

export const rackGroupModel = defineModel(RackGroup, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug'],
  async validate(group) {
    assertSlug(group.slug);
    await assertNoCycle(group);
    if (group.parent && (await load(group.parent)).site !== group.site) {
      throw new ValidationError({ parent_id: 'The parent must be a rack group of the same site.' });
    }
  },
});
