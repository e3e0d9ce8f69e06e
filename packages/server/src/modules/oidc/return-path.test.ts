import { expect, test } from 'vitest';
import { toReturnPath } from './return-path.ts';

test.each([
  ['/jobs/local/x/Y?dry=1#form', '/jobs/local/x/Y?dry=1#form'],
  ['/apiary', '/apiary'],
  [undefined, '/'],
  ['', '/'],
  ['jobs', '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['https://evil.example', '/'],
  ['/api/auth/session/', '/'],
  ['/API/auth/session/', '/'],
  [`/${'x'.repeat(3000)}`, '/'],
])('%j leads to %j', (given, expected) => {
  expect(toReturnPath(given)).toBe(expected);
});
