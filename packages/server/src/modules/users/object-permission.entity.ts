import { defineEntity, p } from '@mikro-orm/core';
import { baseProperties } from '@jobwright/sdk';
import { UserGroup } from './user-group.entity.ts';
import { User } from './user.entity.ts';

/** Conditions on an object: column lookups that must all hold, e.g. `{ class_path: 'local/example/MyJob' }`. */
export type PermissionConstraint = Readonly<Record<string, unknown>>;

/** What its users, and those of its groups, may do with which objects. */
const ObjectPermissionSchema = defineEntity({
  name: 'ObjectPermission',
  tableName: 'users_object_permission',
  properties: {
    ...baseProperties,
    name: p.string().length(100).unique(),
    description: p.string().length(200).default(''),
    enabled: p.boolean().default(true),
    /** Model labels: `extras.job`. */
    objectTypes: p.array(),
    /** `view`, `add`, `change`, `delete`, `run`, `sync`, `approve`, or words of plugins' own. */
    actions: p.array(),
    /** Null: every object of the types. A list: an object that fulfils any of them. */
    constraints: p.json<PermissionConstraint | readonly PermissionConstraint[]>().nullable(),
    users: () => p.manyToMany(User).owner().pivotTable('users_object_permission_users'),
    groups: () => p.manyToMany(UserGroup).owner().pivotTable('users_object_permission_groups'),
  },
});

export class ObjectPermission extends ObjectPermissionSchema.class {}
ObjectPermissionSchema.setClass(ObjectPermission);
