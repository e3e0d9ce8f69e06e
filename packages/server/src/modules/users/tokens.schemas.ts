import { nullable } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { administrationComponents } from './administration/admin.schemas.ts';

const dateTime = Type.String({ format: 'date-time' });

export const UserSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    username: Type.String(),
    email: Type.String(),
    is_superuser: Type.Boolean(),
    is_active: Type.Boolean(),
    groups: Type.Array(Type.Ref('NestedObject')),
    created: dateTime,
    last_updated: dateTime,
    last_login: nullable(dateTime),
  },
  { $id: 'User' },
);

export const TokenSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    user: Type.Ref('NestedObject'),
    prefix: Type.String({ description: 'First characters of the key, to recognise it by.' }),
    description: Type.String(),
    write_enabled: Type.Boolean({ description: 'False: the token may only read.' }),
    created: dateTime,
    expires: nullable(dateTime),
    allowed_networks: Type.Array(Type.String(), { description: 'Where it may be used from; empty: from anywhere.' }),
    last_used: nullable(dateTime),
  },
  { $id: 'Token' },
);

export const NewTokenSchema = Type.Object(
  { ...TokenSchema.properties, key: Type.String({ description: 'The key itself. It is shown this once.' }) },
  { $id: 'NewToken' },
);

export const TokenRequestSchema = Type.Object(
  {
    description: Type.Optional(Type.String({ maxLength: 200 })),
    write_enabled: Type.Optional(Type.Boolean({ description: 'Default: true.' })),
    expires: Type.Optional(
      Type.Union([Type.String({ format: 'date-time' }), Type.Null()], { description: 'Default: never.' }),
    ),
    allowed_networks: Type.Optional(
      Type.Array(Type.String({ maxLength: 50 }), {
        maxItems: 100,
        description: 'Networks and addresses that it may be used from: ["10.0.0.0/8", "2001:db8::7"]. Default: any.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const userComponents: readonly TSchema[] = [
  UserSchema,
  TokenSchema,
  NewTokenSchema,
  ...administrationComponents,
];
