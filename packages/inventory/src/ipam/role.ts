import { defineModel } from '@jobwright/sdk';
import { defineEntity, p } from '@mikro-orm/core';
import { assertSlug } from '../common/field-rules.ts';
import { organisationalProperties } from '../common/shared-properties.ts';

const RoleSchema = defineEntity({
  name: 'Role',
  tableName: 'ipam_role',
  properties: {
    ...organisationalProperties,
    /** Place in lists: lower first. */
    weight: p.integer().default(1000),
  },
});

/** What a prefix or VLAN is for: users, voice, management… */
export class Role extends RoleSchema.class {}
RoleSchema.setClass(Role);

export const roleModel = defineModel(Role, {
  app: 'ipam',
  display: '{name}',
  search: ['name', 'slug'],
  ordering: ['weight', 'name'],
  validate(role) {
    assertSlug(role.slug);
  },
});
