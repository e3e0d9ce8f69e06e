import { expect, test } from 'vitest';
import { groupsIn, readClaim, verifiedEmailIn } from './claims.ts';
import type { OidcProviderSettings } from '../../config/oidc-settings.ts';

const settings = { emailClaim: 'email', groupsClaim: 'realm_access.roles' } as OidcProviderSettings;

test('a claim is found by its name, also one with points, or by the path to it', () => {
  const claims = { 'https://example.com/groups': ['a'], 'x.y': 1, x: { y: 2, z: { deep: 3 } } };

  expect(readClaim(claims, 'https://example.com/groups')).toEqual(['a']);
  expect(readClaim(claims, 'x.y')).toBe(1);
  expect(readClaim(claims, 'x.z.deep')).toBe(3);
});

test.each(['missing', 'x.missing', '__proto__', 'constructor.name', 'x.toString'])('there is no claim %s', (name) => {
  expect(readClaim({ x: {} }, name)).toBeUndefined();
});

test.each([
  [{ realm_access: { roles: ['a', 'b'] } }, ['a', 'b']],
  [{ realm_access: { roles: 'a' } }, ['a']],
  [{ realm_access: { roles: ['a', 1, null] } }, ['a']],
  [{ realm_access: 'roles' }, []],
  [{}, []],
])('the groups of %j are %j', (claims, expected) => {
  expect([...groupsIn(claims, settings)]).toEqual(expected);
});

test('an address counts as verified only if the provider says so in so many words', () => {
  expect(verifiedEmailIn({ email: 'a@example.org', email_verified: true }, settings)).toBe('a@example.org');
  expect(verifiedEmailIn({ email: 'a@example.org', email_verified: 'true' }, settings)).toBeUndefined();
  expect(verifiedEmailIn({ email: 'a@example.org' }, settings)).toBeUndefined();
  expect(verifiedEmailIn({ email: 'no address', email_verified: true }, settings)).toBeUndefined();
});
