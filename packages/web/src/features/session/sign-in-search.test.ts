import { expect, test } from 'vitest';
import { toSignInSearch } from './sign-in-search.ts';

test('takes an error, a provider and a page of ours', () => {
  const query = { error: 'JOBWRIGHT_OIDC_DENIED', provider: 'corp', next: '/jobs?q=x' };

  expect(toSignInSearch(query)).toEqual(query);
});

test.each([
  [{ error: 'Call 555-1234 to unlock your account' }],
  [{ provider: '<b>corp</b>' }],
  [{ next: '//evil.example' }],
  [{ next: '/.//evil.example' }],
  [{ next: String.raw`/\evil.example` }],
  [{ next: 'javascript:alert(1)' }],
  [{ error: 1, provider: null, next: ['/jobs'], other: 'x' }],
])('takes nothing else: %j', (query) => {
  expect(toSignInSearch(query)).toEqual({});
});
