import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type Client, type TestApp } from '../../testing/rest/test-app.ts';

let test: TestApp;
let plain: Client;
beforeAll(async () => {
  test = await createTestApp();
  plain = await test.addClient('plain');
});
afterAll(() => test[Symbol.asyncDispose]());

it('makes a token whose key is shown once and works at once', async () => {
  const made = await plain.send('POST', '/api/users/tokens/', { description: 'script' });
  const listed = await plain.get(`/api/users/tokens/${made.body.id}/`);
  const used = await test.inject({ url: '/api/users/me/', headers: { authorization: `Bearer ${made.body.key}` } });
  const { rows } = await test.pool.query('select * from users_token where id = $1', [made.body.id]);

  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({
    description: 'script',
    write_enabled: true,
    expires: null,
    user: { display: 'plain' },
  });
  expect(made.body.key.startsWith(made.body.prefix)).toBe(true);
  expect(listed.body).not.toHaveProperty('key');
  expect(used.body).toMatchObject({ username: 'plain', is_superuser: false });
  expect(JSON.stringify(rows)).not.toContain(made.body.key);
});

it('makes one without a body too', async () => {
  expect((await plain.send('POST', '/api/users/tokens/')).status).toBe(201);
});

it('refuses an end that is past, values of a wrong type and unknown fields', async () => {
  const past = await plain.send('POST', '/api/users/tokens/', { expires: '2001-01-01T00:00:00Z' });
  const wrong = await plain.send('POST', '/api/users/tokens/', { write_enabled: 'yes', key: 'mine' });

  expect(past.body).toEqual({ expires: ['This time is past.'] });
  expect(wrong.status).toBe(400);
  expect(Object.keys(wrong.body).sort()).toEqual(['key', 'write_enabled']);
  expect(wrong.body.key).toEqual(['There is no such field.']);
});

it('refuses a token after its end', async () => {
  const made = await plain.send('POST', '/api/users/tokens/', { expires: '2999-01-01T00:00:00Z' });
  await test.pool.query(`update users_token set expires = now() - interval '1 s' where id = $1`, [made.body.id]);

  const used = await test.inject({ url: '/api/users/me/', headers: { authorization: `Token ${made.body.key}` } });

  expect(used.status).toBe(401);
});

it.each([
  ['that expires', { expires: '2999-01-01T00:00:00Z' }],
  ['that is bound to networks', { allowed_networks: ['127.0.0.0/8'] }],
])('makes no token for a token %s, nor for a session that began with it', async (_, limits) => {
  const { body } = await plain.send('POST', '/api/users/tokens/', limits);
  const ownOrigin = { 'sec-fetch-site': 'same-origin' };
  const post = (url: string, payload: object, headers: Record<string, string>) =>
    test.inject({ method: 'POST', url, payload, headers });
  const signedIn = await post('/api/auth/login/', { token: body.key }, ownOrigin);
  const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;

  const byToken = await post('/api/users/tokens/', {}, { authorization: `Token ${body.key}` });
  const bySession = await post('/api/users/tokens/', {}, { ...ownOrigin, cookie });
  const password = { current: '', new: 'correct horse battery' };
  const byPassword = await post('/api/auth/password/', password, { ...ownOrigin, cookie });

  expect([signedIn, byToken, bySession, byPassword].map(({ status }) => status)).toEqual([204, 403, 403, 403]);
});

it('revokes a token, which is refused from then on', async () => {
  const made = await plain.send('POST', '/api/users/tokens/');
  const revoked = await plain.send('DELETE', `/api/users/tokens/${made.body.id}/`);
  const used = await test.inject({ url: '/api/users/me/', headers: { authorization: `Token ${made.body.key}` } });

  expect([revoked.status, used.status]).toEqual([204, 401]);
});

it('shows and revokes the tokens of others to administrators alone, and never their keys', async () => {
  const theirs = await test.admin.send('POST', '/api/users/tokens/');
  const mine = await plain.send('POST', '/api/users/tokens/', { description: 'of a leaver' });

  const hidden = await plain.get(`/api/users/tokens/${theirs.body.id}/`);
  const kept = await plain.send('DELETE', `/api/users/tokens/${theirs.body.id}/`);
  const own = await plain.get('/api/users/tokens/');
  const found = await test.admin.get(`/api/users/tokens/?user_id=${plain.user.id}&q=leaver`);
  const byName = await test.admin.get('/api/users/tokens/?q=plain&limit=1');
  const revoked = await test.admin.send('DELETE', `/api/users/tokens/${mine.body.id}/`);
  const used = await test.inject({ url: '/api/users/me/', headers: { authorization: `Token ${mine.body.key}` } });

  expect([hidden.status, kept.status]).toEqual([404, 404]);
  expect(own.body.results.every((token: { user: { display: string } }) => token.user.display === 'plain')).toBe(true);
  expect(found.body.results).toMatchObject([{ id: mine.body.id, user: { display: 'plain' } }]);
  expect(JSON.stringify(found.body)).not.toContain(mine.body.key);
  expect(byName.body.results).toMatchObject([{ user: { display: 'plain' } }]);
  expect([revoked.status, used.status]).toEqual([204, 401]);
});

it('shows plain users themselves only, and administrators everybody', async () => {
  const own = await plain.get('/api/users/users/');
  const all = await test.admin.get('/api/users/users/?username__isw=pl');
  const other = await plain.get(`/api/users/users/${test.admin.user.id}/`);

  expect(own.body.results.map((user: { username: string }) => user.username)).toEqual(['plain']);
  expect(all.body.count).toBe(1);
  expect(other.status).toBe(404);
});
