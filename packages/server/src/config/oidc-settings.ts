import { Type, type Static } from '@sinclair/typebox';

const claim = (name?: string) =>
  Type.String({ minLength: 1, maxLength: 200, ...(name === undefined ? {} : { default: name }) });

/** An identity provider of OpenID Connect that people may sign in with. */
export const OidcProviderSchema = Type.Object(
  {
    /** Part of addresses and of the name of the environment variable with its secret; must not change. */
    id: Type.String({ maxLength: 50, pattern: '^[a-z0-9]+(-[a-z0-9]+)*$' }),
    /** On the button of the sign-in page, behind “Sign in with”. */
    label: Type.String({ minLength: 1, maxLength: 100 }),
    /** Its address, exactly as the provider names itself. Without TLS on this machine only. */
    issuer: Type.String({
      maxLength: 500,
      pattern: String.raw`^(https:\/\/[^\s?#]+|http:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?(\/[^\s?#]*)?)$`,
    }),
    clientId: Type.String({ minLength: 1, maxLength: 500 }),
    /** Absent: a public client, which proves itself by PKCE alone. */
    clientSecret: Type.Optional(Type.String({ minLength: 1, maxLength: 4000 })),
    scopes: Type.Array(Type.String({ pattern: String.raw`^[\x21\x23-\x5B\x5D-\x7E]+$` }), {
      default: ['openid', 'profile', 'email'],
    }),
    usernameClaim: claim('preferred_username'),
    emailClaim: claim('email'),
    /** Claim with the names of the user's groups, such as `groups` or `realm_access.roles`. */
    groupsClaim: Type.Optional(claim()),
    /** Groups of ours by names of the provider's. */
    groupMapping: Type.Record(Type.String({ minLength: 1 }), Type.String({ minLength: 1, maxLength: 150 }), {
      default: {},
    }),
    /** The provider's group whose members are superusers, and nobody else of those who sign in with it. */
    superuserGroup: Type.Optional(Type.String({ minLength: 1 })),
    /** Whether somebody who is not known yet gets a user. */
    createUsers: Type.Boolean({ default: false }),
    /** Which user of ours somebody gets who signs in with it for the first time. */
    linkUsers: Type.Union([Type.Literal('none'), Type.Literal('username'), Type.Literal('email')], { default: 'none' }),
    /** Whether signing out ends the session at the provider too, where it offers that. */
    signOutAtProvider: Type.Boolean({ default: true }),
  },
  { additionalProperties: false },
);

export type OidcProviderSettings = Static<typeof OidcProviderSchema>;

/** What the configuration must say of a provider; the rest has defaults. */
export type OidcProviderInput = Pick<OidcProviderSettings, 'id' | 'label' | 'issuer' | 'clientId'> &
  Partial<OidcProviderSettings>;

export const OidcProvidersSchema = Type.Array(OidcProviderSchema, { maxItems: 20, default: [] });

/** Name of the environment variable with the secret of a provider: `JOBWRIGHT_OIDC_CORP_CLIENT_SECRET`. */
export function clientSecretVariable(providerId: string): string {
  return `JOBWRIGHT_OIDC_${providerId.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`;
}
