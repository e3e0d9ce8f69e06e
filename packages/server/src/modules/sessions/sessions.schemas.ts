import { Type, type TSchema } from '../../http/typebox.ts';

const SessionUserSchema = Type.Object({
  id: Type.String({ format: 'uuid' }),
  username: Type.String(),
  email: Type.String(),
  is_superuser: Type.Boolean(),
});

export const SessionSchema = Type.Object(
  {
    user: SessionUserSchema,
    permissions: Type.Array(
      Type.Object({
        object_type: Type.String({ description: 'Label of a model: `extras.job`.' }),
        actions: Type.Array(Type.String()),
      }),
      { description: 'What the user may do with some objects at least. A superuser may do everything.' },
    ),
    read_only: Type.Boolean({ description: 'True: the token that was signed in with may only read.' }),
    expires: Type.String({ format: 'date-time', description: 'The session ends then at the latest.' }),
  },
  { $id: 'Session' },
);

export const SignInRequestSchema = Type.Union(
  [
    Type.Object(
      { username: Type.String({ maxLength: 150 }), password: Type.String({ maxLength: 1000 }) },
      { additionalProperties: false },
    ),
    Type.Object({ token: Type.String({ maxLength: 500 }) }, { additionalProperties: false }),
  ],
  { description: 'A user’s name and password, or the key of a token.' },
);

export const SignInMethodsSchema = Type.Object(
  {
    password: Type.Boolean(),
    token: Type.Boolean(),
    oidc: Type.Array(Type.Object({ name: Type.String(), label: Type.String(), url: Type.String() }), {
      description: 'Identity providers: where a browser goes to sign in with each.',
    }),
  },
  { $id: 'SignInMethods' },
);

export const SignedOutSchema = Type.Object(
  { url: Type.String({ description: 'Where a browser goes to sign out at the identity provider too.' }) },
  { $id: 'SignedOut' },
);

/** Shortest password. Length is what counts: https://pages.nist.gov/800-63-4/sp800-63b.html#passwordver */
export const minPasswordLength = 12;

export const PasswordChangeSchema = Type.Object(
  {
    current: Type.String({ maxLength: 1000, description: 'Empty for a user who has none yet.' }),
    new: Type.String({ maxLength: 1000, description: `At least ${minPasswordLength} characters.` }),
  },
  { additionalProperties: false },
);

export const sessionComponents: readonly TSchema[] = [SessionSchema, SignInMethodsSchema, SignedOutSchema];
