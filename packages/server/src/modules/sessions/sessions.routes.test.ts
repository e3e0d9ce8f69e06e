import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestApp, type Answer, type TestApp } from '../../testing/rest/test-app.ts';
import { createUser } from '../users/create-user.ts';
import { createToken } from '../users/tokens.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}

const password = 'correct horse battery';
const ownOrigin = { 'sec-fetch-site': 'same-origin' };

let test: TestApp;
let carol: string;
beforeAll(async () => {
  test = await createTestApp();
  await test.addJob(Report);
  carol = (await createUser(test.pool, { username: 'carol', email: 'carol@example.org', password })).id;
  await test.pool.query(
    `with added as (insert into users_object_permission (id, created, last_updated, name, object_types, actions)
       values (gen_random_uuid(), now(), now(), 'jobs', '{extras.job,extras.jobresult}', '{view,run}') returning id)
     insert into users_object_permission_users select id, $1 from added`,
    [carol],
  );
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(() => test.pool.query('delete from users_sign_in_attempts'));

function signIn(body: object, headers: Record<string, string> = ownOrigin): Promise<Answer> {
  return test.inject({ method: 'POST', url: '/api/auth/login/', payload: body, headers });
}

/** The value of the cookie that an answer sets, ready to be sent. */
function cookieOf(answer: Answer): string {
  return String(answer.headers['set-cookie']).split(';')[0]!;
}

async function newSession(): Promise<string> {
  return cookieOf(await signIn({ username: 'carol', password }));
}

function ask(cookie: string, url = '/api/auth/session/'): Promise<Answer> {
  return test.inject({ method: 'GET', url, headers: { cookie } });
}

function post(cookie: string, url: string, options: { body?: object; headers?: Record<string, string> } = {}) {
  const { body, headers = ownOrigin } = options;
  return test.inject({ method: 'POST', url, headers: { cookie, ...headers }, ...(body ? { payload: body } : {}) });
}

describe('signing in', () => {
  it('with a password gives a cookie that scripts cannot read, and that says who one is', async () => {
    const answer = await signIn({ username: 'carol', password });

    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toMatch(
      /^jobwright_session=[\w-]{43}; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Lax$/,
    );
    expect((await ask(cookieOf(answer))).body).toEqual({
      user: { id: carol, username: 'carol', email: 'carol@example.org', is_superuser: false },
      permissions: [
        { object_type: 'extras.job', actions: ['run', 'view'] },
        { object_type: 'extras.jobresult', actions: ['run', 'view'] },
      ],
      read_only: false,
      expires: expect.any(String),
    });
  });

  it('leaves digests in the database, and nothing that signs in', async () => {
    const cookie = await newSession();
    const { rows } = await test.pool.query('select * from users_session');

    expect(JSON.stringify(rows)).not.toContain(cookie.split('=')[1]);
  });

  it.each([
    ['a wrong password', { username: 'carol', password: 'wrong' }],
    ['an unknown user', { username: 'nobody', password }],
    ['a user without a password', { username: 'admin', password }],
    ['an unknown token', { token: 'jw_unknown' }],
  ])('is refused in the same words for %s', async (_, credentials) => {
    const { status, body, headers } = await signIn(credentials);

    expect({ status, body }).toEqual({
      status: 401,
      body: {
        detail: 'The user name or password is not right, or the token is not valid.',
        code: 'JOBWRIGHT_SIGN_IN_REFUSED',
      },
    });
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it('is refused for users who are not active', async () => {
    const dave = await createUser(test.pool, { username: 'dave', password });
    const cookie = cookieOf(await signIn({ username: 'dave', password }));
    await test.pool.query('update users_user set is_active = false where id = $1', [dave.id]);

    expect((await signIn({ username: 'dave', password })).status).toBe(401);
    expect((await ask(cookie)).status).toBe(401);
  });

  it('with a token lasts as long as the token and may do no more', async () => {
    const { id, key } = await createToken(test.pool, { userId: carol, writeEnabled: false });
    const cookie = cookieOf(await signIn({ token: key }));

    expect((await ask(cookie)).body).toMatchObject({ read_only: true });
    expect((await post(cookie, '/api/extras/jobs/local/report/Report/run/')).status).toBe(403);
    await test.pool.query('delete from users_token where id = $1', [id]);
    expect((await ask(cookie)).status).toBe(401);
  });

  it('with a token holds within the networks of the token only', async () => {
    const { key } = await createToken(test.pool, { userId: carol, allowedNetworks: ['127.0.0.0/8'] });
    const cookie = cookieOf(await signIn({ token: key }));
    const from = async (remoteAddress: string) =>
      (await test.inject({ url: '/api/auth/session/', headers: { cookie }, remoteAddress })).status;

    expect([await from('127.0.0.2'), await from('192.0.2.1')]).toEqual([200, 403]);
  });

  it('marks the cookie as secure behind https', async () => {
    await using proxied = await createTestApp({ trustProxy: true });
    await createUser(proxied.pool, { username: 'erin', password });

    const answer = await proxied.inject({
      method: 'POST',
      url: '/api/auth/login/',
      payload: { username: 'erin', password },
      headers: { ...ownOrigin, 'x-forwarded-proto': 'https' },
    });

    expect(answer.headers['set-cookie']).toContain('; Secure');
  });
});

describe('too many failures', () => {
  it('lock the name from that address, known or not, also for the right password', async () => {
    for (const username of ['carol', 'nobody']) {
      await test.pool.query('delete from users_sign_in_attempts');
      for (let attempt = 0; attempt < 10; attempt++) {
        expect((await signIn({ username, password: 'wrong' })).status).toBe(401);
      }

      const { status, body, headers } = await signIn({ username, password });

      expect({ status, code: body.code }).toEqual({ status: 429, code: 'JOBWRIGHT_SIGN_IN_THROTTLED' });
      expect(Number(headers['retry-after'])).toBeGreaterThan(600);
    }
  }, 120_000);

  it('count also when they come at the same time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => signIn({ username: 'carol', password: 'wrong' })),
    );

    const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
    expect([count(401), count(429)]).toEqual([10, 20]);
  }, 120_000);

  it('from one address lock nobody out elsewhere, and those of one IPv6 network count together', async () => {
    const from = (remoteAddress: string, password: string, username = 'carol') =>
      test.inject({
        method: 'POST',
        url: '/api/auth/login/',
        payload: { username, password },
        headers: ownOrigin,
        remoteAddress,
      });
    const statuses: number[] = [];
    for (let host = 1; host <= 12; host++) statuses.push((await from(`2001:db8::${host}`, 'wrong')).status);

    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 401), 429, 429]);
    expect((await from('2001:db8:0:1::1', password)).status).toBe(204);
    expect((await from('192.0.2.9', password)).status).toBe(204);
  }, 120_000);

  it('are forgotten by a success', async () => {
    for (let attempt = 0; attempt < 9; attempt++) await signIn({ username: 'carol', password: 'wrong' });
    await signIn({ username: 'carol', password });

    expect((await signIn({ username: 'carol', password: 'wrong' })).status).toBe(401);
    expect((await signIn({ username: 'carol', password })).status).toBe(204);
  }, 120_000);
});

it('takes no more from strangers than credentials need', async () => {
  const answer = await signIn({ username: 'carol', password: 'x'.repeat(20_000) });

  expect(answer).toMatchObject({ status: 413, body: { code: 'JOBWRIGHT_BODY_TOO_LARGE' } });
});

describe('a session', () => {
  it('runs jobs from the own pages, and from no other site', async () => {
    const cookie = await newSession();
    const url = '/api/extras/jobs/local/report/Report/run/';
    const from = async (headers: Record<string, string>) => (await post(cookie, url, { headers })).status;

    expect(await from(ownOrigin)).toBe(201);
    expect(await from({ origin: 'http://localhost', host: 'localhost' })).toBe(201);
    expect(await from({ 'sec-fetch-site': 'cross-site' })).toBe(403);
    expect(await from({ 'sec-fetch-site': 'same-site' })).toBe(403);
    expect(await from({ origin: 'http://evil.example', host: 'localhost' })).toBe(403);
    expect(await from({ origin: 'null' })).toBe(403);
    expect(await from({})).toBe(403);
  });

  it('ends when the same browser signs in again, under a key that is new', async () => {
    const first = await newSession();
    const second = cookieOf(await signIn({ username: 'carol', password }, { ...ownOrigin, cookie: first }));

    expect(second).not.toBe(first);
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 200]);
  });

  it('is not begun by another site', async () => {
    const answer = await signIn({ username: 'carol', password }, { 'sec-fetch-site': 'cross-site' });

    expect(answer).toMatchObject({ status: 403, body: { code: 'JOBWRIGHT_CROSS_SITE_REQUEST' } });
  });

  it('ends by signing out', async () => {
    const cookie = await newSession();

    const answer = await post(cookie, '/api/auth/logout/');

    expect(answer.status).toBe(204);
    expect(answer.headers['set-cookie']).toMatch(/^jobwright_session=; /);
    expect((await ask(cookie)).status).toBe(401);
  });

  it('ends everywhere at once', async () => {
    const [first, second] = [await newSession(), await newSession()];

    await post(first, '/api/auth/logout-everywhere/');

    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([401, 401]);
  });

  it('ends when it was not used, and at its time', async () => {
    const [idle, old] = [await newSession(), await newSession()];
    const change = (cookie: string, set: string) =>
      test.pool.query(`update users_session set ${set} where digest = encode(sha256($1::bytea), 'hex')`, [
        cookie.split('=')[1],
      ]);
    await change(idle, `last_seen = now() - interval '13 hours'`);
    await change(old, `expires = now() - interval '1 second'`);

    expect([(await ask(idle)).status, (await ask(old)).status]).toEqual([401, 401]);
  });

  it('gets a new key when the old one has aged; requests under way still hold, old keys do not', async () => {
    const cookie = await newSession();
    await test.pool.query(`update users_session set rotated = now() - interval '2 hours'`);

    const [first, second] = await Promise.all([ask(cookie), ask(cookie)]);
    const next = [first, second].filter(({ headers }) => headers['set-cookie'] !== undefined).map(cookieOf);

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(next).toHaveLength(1);
    expect(next[0]).not.toBe(cookie);
    expect([(await ask(next[0]!)).status, (await ask(cookie)).status]).toEqual([200, 200]);
    await test.pool.query(`update users_session set rotated = now() - interval '2 minutes'`);
    expect([(await ask(next[0]!)).status, (await ask(cookie)).status]).toEqual([200, 401]);
  });

  it('is not what a token has', async () => {
    expect((await test.admin.get('/api/auth/session/')).status).toBe(401);
  });
});

describe('changing the password', () => {
  const url = '/api/auth/password/';

  it('needs the present one, and ends the other sessions', async () => {
    await createUser(test.pool, { username: 'frank', password });
    const first = cookieOf(await signIn({ username: 'frank', password }));
    const second = cookieOf(await signIn({ username: 'frank', password }));
    const next = 'another long password';

    expect((await post(first, url, { body: { current: 'wrong', new: next } })).body).toEqual({
      current: ['This is not your password.'],
    });
    expect((await post(first, url, { body: { current: password, new: 'short' } })).body).toEqual({
      new: ['Must have at least 12 characters.'],
    });
    expect((await post(first, url, { body: { current: password, new: next } })).status).toBe(204);
    expect([(await ask(first)).status, (await ask(second)).status]).toEqual([200, 401]);
    expect((await signIn({ username: 'frank', password })).status).toBe(401);
    expect((await signIn({ username: 'frank', password: next })).status).toBe(204);
  });
});

it('tells how one can sign in', async () => {
  expect((await test.inject({ method: 'GET', url: '/api/auth/methods/' })).body).toEqual({
    password: true,
    token: true,
    oidc: [],
  });
});
