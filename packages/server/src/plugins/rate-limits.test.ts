import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../testing/rest/test-app.ts';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp({ rateLimits: { users_me: 3, 'net_sites*': 2, net_sites_retrieve: 0, auth_methods: 2 } });
});
afterAll(() => test[Symbol.asyncDispose]());

const times = async (count: number, ask: () => Promise<{ readonly status: number }>): Promise<readonly number[]> => {
  const statuses: number[] = [];
  while (statuses.length < count) statuses.push((await ask()).status);
  return statuses;
};

it('refuse what one user asks more often than the route allows, and say when to come back', async () => {
  const other = await test.addClient('other');

  expect((await times(4, () => test.admin.get('/api/users/me/'))).filter((status) => status === 200)).toHaveLength(3);
  const { status, body, headers } = await test.admin.get('/api/users/me/');
  expect({ status, code: body.code }).toEqual({ status: 429, code: 'JOBWRIGHT_RATE_LIMITED' });
  expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  expect((await other.get('/api/users/me/')).status).toBe(200);
});

it('hold by the beginning of operation ids, and the whole id goes before it', async () => {
  const missing = '/api/net/sites/00000000-0000-0000-0000-000000000000/';

  expect(await times(4, () => test.admin.get('/api/net/sites/'))).toEqual([200, 200, 429, 429]);
  expect(await times(4, () => test.admin.get(missing))).toEqual([404, 404, 404, 404]);
});

it('count addresses where nobody is signed in', async () => {
  const from = (remoteAddress: string) => () => test.inject({ url: '/api/auth/methods/', remoteAddress });

  expect(await times(3, from('192.0.2.1'))).toEqual([200, 200, 429]);
  expect(await times(1, from('192.0.2.2'))).toEqual([200]);
});
