import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
// oxlint-disable-next-line import/no-cycle -- users and groups refer to each other, in functions that run when both are loaded
import { User } from './user.entity.ts';

/** Users who share permissions. */
const UserGroupSchema = defineEntity({
  name: 'UserGroup',
  tableName: 'users_group',
  properties: {
    ...baseProperties,
    name: p.string().length(150).unique(),
    description: p.string().length(200).default(''),
    users: () => p.manyToMany(User).mappedBy('groups'),
  },
});

export class UserGroup extends UserGroupSchema.class {}
UserGroupSchema.setClass(UserGroup);
