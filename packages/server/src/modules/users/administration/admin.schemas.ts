import { Type, type TSchema } from '../../../http/typebox.ts';
import { minPasswordLength } from '../../sessions/sessions.schemas.ts';

const dateTime = Type.String({ format: 'date-time' });
const head = { id: Type.String({ format: 'uuid' }), url: Type.String(), display: Type.String() };
const times = { created: dateTime, last_updated: dateTime };
const nestedList = Type.Array(Type.Ref('NestedObject'));
const description = Type.String({ maxLength: 200 });

const references = (what: string): TSchema =>
  Type.Array(Type.Union([Type.String(), Type.Record(Type.String(), Type.Unknown())]), {
    maxItems: 10_000,
    description: `All ${what}, each by its id or by attributes that only it has.`,
  });

export const GroupSchema = Type.Object(
  { ...head, name: Type.String(), description: Type.String(), users: nestedList, ...times },
  { $id: 'Group', description: 'Users who share permissions.' },
);

const ConstraintSchema = Type.Record(Type.String(), Type.Unknown(), {
  description: 'Filters, as lists take them, which must all hold: { "name__isw": "ams" }. `$user` is who has it.',
});

export const ObjectPermissionSchema = Type.Object(
  {
    ...head,
    name: Type.String(),
    description: Type.String(),
    enabled: Type.Boolean(),
    object_types: Type.Array(Type.String({ description: 'Label of a model: `extras.job`.' })),
    actions: Type.Array(Type.String()),
    constraints: Type.Union([Type.Null(), ConstraintSchema, Type.Array(ConstraintSchema)], {
      description: 'Null: every object of the types. A list: an object that fulfils any of them.',
    }),
    users: nestedList,
    groups: nestedList,
    ...times,
  },
  { $id: 'ObjectPermission', description: 'What users and groups may do with which objects.' },
);

const username = Type.String({ pattern: '^[A-Za-z0-9_@.+-]{1,150}$', description: 'Letters, digits and _ @ . + -' });
const userFields = {
  email: Type.String({ maxLength: 254, pattern: '^([^\\s@]+@[^\\s@]+)?$' }),
  password: Type.Union([Type.String({ minLength: minPasswordLength, maxLength: 1000 }), Type.Null()], {
    description: 'Written, never shown. Null: no password; only tokens sign in.',
  }),
  is_superuser: Type.Boolean({ description: 'May do everything. Only a superuser can set it.' }),
  is_active: Type.Boolean({ description: 'False: tokens, sessions and password are refused.' }),
  groups: references('groups of the user'),
};

const groupFields = { description, users: references('users in the group') };

const permissionFields = {
  description,
  enabled: Type.Boolean(),
  constraints: Type.Union([Type.Null(), ConstraintSchema, Type.Array(ConstraintSchema, { maxItems: 100 })]),
  users: references('users who have it'),
  groups: references('groups whose users have it'),
};
const groupName = Type.String({ minLength: 1, maxLength: 150 });
const permissionName = Type.String({ minLength: 1, maxLength: 100 });
const objectTypes = Type.Array(Type.String(), { minItems: 1, maxItems: 500 });
const actions = Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,49}$' }), {
  minItems: 1,
  maxItems: 50,
  description: '`view`, `add`, `change`, `delete`, `run`, `sync`, `approve`, or words of plugins.',
});

export const UserRequestSchema = request({ username }, userFields);
export const UserChangeSchema = request({}, { username, ...userFields });
export const GroupRequestSchema = request({ name: groupName }, groupFields);
export const GroupChangeSchema = request({}, { name: groupName, ...groupFields });
export const ObjectPermissionRequestSchema = request(
  { name: permissionName, object_types: objectTypes, actions },
  permissionFields,
);
export const ObjectPermissionChangeSchema = request(
  {},
  { name: permissionName, object_types: objectTypes, actions, ...permissionFields },
);

export const administrationComponents: readonly TSchema[] = [GroupSchema, ObjectPermissionSchema];

function request(required: Record<string, TSchema>, optional: Record<string, TSchema>): TSchema {
  const others = Object.entries(optional).map(([name, schema]) => [name, Type.Optional(schema)] as const);
  return Type.Object({ ...required, ...Object.fromEntries(others) }, { additionalProperties: false });
}
