import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
// oxlint-disable-next-line import/no-cycle -- users and groups refer to each other, in functions that run when both are loaded
import { UserGroup } from './user-group.entity.ts';

/** Someone who may use the platform. */
const UserSchema = defineEntity({
  name: 'User',
  tableName: 'users_user',
  properties: {
    ...baseProperties,
    username: p.string().length(150).unique(),
    email: p.string().length(254).default(''),
    /** Argon2id in PHC string form; null: cannot log in with a password. */
    passwordHash: p.string().length(300).nullable().hidden(),
    /** May do everything. */
    isSuperuser: p.boolean().default(false),
    /** An inactive user's tokens and password are refused. */
    isActive: p.boolean().default(true),
    lastLogin: p.datetime().nullable(),
    groups: () => p.manyToMany(UserGroup).owner().inversedBy('users').pivotTable('users_user_groups'),
  },
});

export class User extends UserSchema.class {}
UserSchema.setClass(User);
