import { OidcClaimMissingError } from '../../errors.ts';
import type { OidcProviderSettings } from '../../config/oidc-settings.ts';

/** What a provider says of somebody, by name. */
export type Claims = Readonly<Record<string, unknown>>;

/** Names that users may have, as REST takes them. */
const usernamePattern = /^[A-Za-z0-9_@.+-]{1,150}$/;
const emailPattern = /^[^\s@]+@[^\s@]+$/;

/**
 * A claim by its name, which may have points in it, or by the path to it within others: `realm_access.roles`.
 * @returns undefined when there is none
 */
export function readClaim(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined;
    value = (value as Claims)[part];
  }
  return value;
}

/** @throws {@link OidcClaimMissingError} when there is none that could be the name of a user */
export function usernameIn(claims: Claims, { usernameClaim, label }: OidcProviderSettings): string {
  const value = readClaim(claims, usernameClaim);
  if (typeof value !== 'string' || !usernamePattern.test(value)) throw new OidcClaimMissingError(label, usernameClaim);
  return value;
}

/** For records: whoever it says it is. */
export function nameIn(claims: Claims, { usernameClaim }: OidcProviderSettings): string {
  const value = readClaim(claims, usernameClaim);
  return typeof value === 'string' ? value : '';
}

/** An address of mail, unless the provider says that it does not know whose it is. */
export function emailIn(claims: Claims, { emailClaim }: OidcProviderSettings): string | undefined {
  const value = readClaim(claims, emailClaim);
  const isUsable = typeof value === 'string' && value.length <= 254 && emailPattern.test(value);
  return isUsable && claims['email_verified'] !== false ? value : undefined;
}

/** The address, if the provider has made sure that it is theirs. */
export function verifiedEmailIn(claims: Claims, settings: OidcProviderSettings): string | undefined {
  return claims['email_verified'] === true ? emailIn(claims, settings) : undefined;
}

/** Names of the provider's groups that somebody is in. Without the claim none: what is not said is not granted. */
export function groupsIn(claims: Claims, { groupsClaim }: OidcProviderSettings): ReadonlySet<string> {
  const value = groupsClaim === undefined ? undefined : readClaim(claims, groupsClaim);
  const names = Array.isArray(value) ? value : [value];
  return new Set(names.filter((name) => typeof name === 'string'));
}

/** Claims that the configuration asks for. */
export function wantedClaims({ usernameClaim, emailClaim, groupsClaim }: OidcProviderSettings): readonly string[] {
  return [usernameClaim, emailClaim, ...(groupsClaim === undefined ? [] : [groupsClaim])];
}
