import { defineModel } from '@jobwright/sdk';
import { defineEntity } from '@mikro-orm/core';
import { assertColor, assertSlug } from '../common/field-rules.ts';
import { colorProperty, organisationalProperties } from '../common/shared-properties.ts';

const RackRoleSchema = defineEntity({
  name: 'RackRole',
  tableName: 'dcim_rack_role',
  properties: { ...organisationalProperties, color: colorProperty.default('9e9e9e') },
});

/** What a rack is for. */
export class RackRole extends RackRoleSchema.class {}
RackRoleSchema.setClass(RackRole);

export const rackRoleModel = defineModel(RackRole, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug'],
  validate(role) {
    assertSlug(role.slug);
    assertColor(role.color);
  },
});
