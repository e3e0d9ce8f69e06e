import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertColor, assertSlug } from '../common/field-rules.ts';
import { colorProperty, organisationalProperties } from '../common/shared-properties.ts';

const DeviceRoleSchema = defineEntity({
  name: 'DeviceRole',
  tableName: 'dcim_device_role',
  properties: {
    ...organisationalProperties,
    color: colorProperty.default('9e9e9e'),
    /** Whether virtual machines may have the role too. */
    vmRole: p.boolean().default(true),
  },
});

/** What a device is for: access switch, router, console server… */
export class DeviceRole extends DeviceRoleSchema.class {}
DeviceRoleSchema.setClass(DeviceRole);

export const deviceRoleModel = defineModel(DeviceRole, {
  app: 'dcim',
  display: '{name}',
  search: ['name', 'slug'],
  validate(role) {
    assertSlug(role.slug);
    assertColor(role.color);
  },
});
