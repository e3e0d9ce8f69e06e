import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientSecret, IdentityProvider } from '../support/identity-provider.ts';
import { Visitor } from '../support/visitor.ts';
import { World } from './world.ts';

let world: World;
beforeAll(async () => {
  world = await World.start();
  for (const name of ['operators', 'auditors', 'local people']) {
    await world.platform.request('POST', '/api/users/groups/', { name });
  }
}, 120_000);
afterAll(() => world?.[Symbol.asyncDispose]());
beforeEach(() => world.provider.people.clear());
afterEach(() => {
  world.provider.forge = undefined;
});

describe('signing in with a provider', () => {
  test('is offered where one signs in', async () => {
    const { body } = await world.platform.request<{ oidc: readonly object[] }>('GET', '/api/auth/methods/');

    expect(body.oidc[0]).toEqual({ name: 'corp', label: 'Corp', url: '/api/auth/oidc/corp/login/' });
    expect(body.oidc).toHaveLength(6);
    expect(JSON.stringify(body)).not.toContain(clientSecret);
  });

  test('sends the browser there with PKCE, state and nonce, each of them new', async () => {
    const visitor = new Visitor();
    const ask = async () => (await visitor.step(world.at('/api/auth/oidc/corp/login/'))).next!;

    const [first, second] = [await ask(), await ask()];

    expect(first.origin).toBe(world.provider.issuer);
    expect(Object.fromEntries(first.searchParams)).toEqual({
      client_id: 'corp',
      response_type: 'code',
      redirect_uri: `${world.platform.url}/api/auth/oidc/corp/callback/`,
      scope: 'openid profile email groups',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: 'S256',
      state: expect.stringMatching(/^[\w-]{43}$/),
      nonce: expect.stringMatching(/^[\w-]{43}$/),
    });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(first.searchParams.get(name)).not.toBe(second.searchParams.get(name));
    }
  });

  test('makes a user who may do nothing yet, and comes back to the page that was asked for', async () => {
    const next = '/jobs/local/nothing/Nothing?dry=1#form';
    const { visitor, target, cookies } = await world.signIn('corp', {
      ...world.person('alice', { email: 'alice@example.org', email_verified: true }),
      next,
    });

    expect(target).toBe('/jobs/local/nothing/Nothing?dry=1');
    expect(cookies.join('\n')).toMatch(/jobwright_session=[\w-]{43}; .*HttpOnly; SameSite=Lax/);
    expect(await world.session(visitor)).toEqual({ status: 200, username: 'alice' });
    expect(await world.user('alice')).toMatchObject({ email: 'alice@example.org', is_superuser: false, groups: [] });
    const [linked] = await world.events('identity.linked');
    expect(linked).toMatchObject({
      user_name: 'oidc:corp',
      details: { issuer: world.provider.issuer, subject: 'alice', by: 'creation' },
    });
    const [signedIn] = await world.events('sign_in.succeeded');
    expect(signedIn).toMatchObject({ user_name: 'alice', details: { with: 'oidc', provider: 'corp' } });
  });

  test('knows the person again by issuer and subject, whatever the name has become', async () => {
    await world.signIn('corp', world.person('bert'));
    world.provider.people.set('bert', { preferred_username: 'norbert', email: 'norbert@example.org' });

    const { visitor } = await world.signIn('corp', { login: 'bert' });

    expect(await world.session(visitor)).toEqual({ status: 200, username: 'bert' });
    expect(await world.user('bert')).toMatchObject({ email: 'norbert@example.org' });
    expect(await world.platform.list('/api/users/users/?username=norbert')).toEqual([]);
  });

  test.each([
    ['//evil.example/'],
    ['/\\evil.example'],
    ['/.//evil.example'],
    ['/\t/evil.example'],
    ['https://evil.example/'],
    ['javascript:alert(1)'],
    ['/api/auth/session/'],
  ])('never leads on to %j', async (next) => {
    const { target, visitor } = await world.signIn('corp', { ...world.person('carl'), next });

    expect(target).toBe('/');
    expect((await world.session(visitor)).status).toBe(200);
  });

  test('begins a new session and ends the one that the browser had', async () => {
    const { visitor } = await world.signIn('corp', world.person('dora'));
    const before = visitor.cookiesFor(world.at('/'));

    await world.signIn('corp', { login: 'dora', visitor });

    const after = visitor.cookiesFor(world.at('/'));
    expect(after).not.toBe(before);
    const old = await fetch(world.at('/api/auth/session/'), { headers: { cookie: before } });
    expect(old.status).toBe(401);
    expect((await world.session(visitor)).status).toBe(200);
  });

  test('gives nobody a password of his own', async () => {
    const { visitor } = await world.signIn('corp', world.person('dirk'));

    const { status } = await visitor.step(world.at('/api/auth/password/'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ current: '', new: 'correct horse battery' }),
    });

    expect(status).toBe(403);
  });

  test('twice at the same time for the first time makes one user', async () => {
    world.person('emil');
    const visitors = [new Visitor(), new Visitor(), new Visitor()];
    const ways = await Promise.all(visitors.map((visitor) => world.signInThere(visitor, 'corp', { login: 'emil' })));

    await Promise.all(visitors.map((visitor, index) => visitor.step(ways[index]!)));

    expect(await Promise.all(visitors.map((visitor) => world.session(visitor)))).toEqual(
      visitors.map(() => ({ status: 200, username: 'emil' })),
    );
    expect(await world.platform.list('/api/users/users/?username__isw=emil')).toHaveLength(1);
  });
});

describe('who belongs to an account', () => {
  test('is nobody unless the configuration makes users', async () => {
    const { error, visitor } = await world.signIn('known', world.person('fred'));

    expect(error).toBe('JOBWRIGHT_OIDC_USER_UNKNOWN');
    expect((await world.session(visitor)).status).toBe(401);
    expect(await world.platform.list('/api/users/users/?username=fred')).toEqual([]);
  });

  test('is never a local user of the same name, unless the configuration says so', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'gina' });

    expect((await world.signIn('corp', world.person('gina'))).error).toBe('JOBWRIGHT_OIDC_USER_CONFLICT');
    const { visitor } = await world.signIn('by-name', { login: 'gina' });

    expect(await world.session(visitor)).toEqual({ status: 200, username: 'gina' });
    expect((await world.events('identity.linked'))[0]).toMatchObject({
      user_name: 'oidc:by-name',
      details: { by: 'username', subject: 'gina' },
    });
    // From now on it is the same account for every provider of this issuer.
    expect(await world.session((await world.signIn('known', { login: 'gina' })).visitor)).toMatchObject({
      username: 'gina',
    });
  });

  test('is the user of the same address only if the provider has made sure of it', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'hans', email: 'Hans_H@example.org' });
    const claims = { preferred_username: 'somebody', email: 'hans_h@EXAMPLE.org' };

    const unverified = await world.signIn('by-mail', world.person('h-1', { ...claims, email_verified: false }));
    const unsaid = await world.signIn('by-mail', world.person('h-2', claims));
    const other = await world.signIn(
      'by-mail',
      world.person('h-3', { ...claims, email: 'hansxh@example.org', email_verified: true }),
    );
    const verified = await world.signIn('by-mail', world.person('h-4', { ...claims, email_verified: true }));

    for (const { error } of [unverified, unsaid, other]) expect(error).toBe('JOBWRIGHT_OIDC_USER_UNKNOWN');
    expect(await world.session(verified.visitor)).toEqual({ status: 200, username: 'hans' });
  });

  test('is never a superuser by a name alone', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'root', is_superuser: true });

    expect((await world.signIn('by-name', world.person('root'))).error).toBe('JOBWRIGHT_OIDC_USER_CONFLICT');
    expect((await world.signIn('admins', world.person('root'))).error).toBe('JOBWRIGHT_OIDC_USER_CONFLICT');
    const { visitor } = await world.signIn('admins', world.person('root', { groups: ['platform'] }));

    expect(await world.session(visitor)).toEqual({ status: 200, username: 'root' });
  });

  test('does not get in when not active', async () => {
    await world.signIn('corp', world.person('ines'));
    const { id } = await world.user('ines');
    await world.platform.request('PATCH', `/api/users/users/${id}/`, { is_active: false });

    const { error, visitor } = await world.signIn('corp', { login: 'ines' });

    expect(error).toBe('JOBWRIGHT_OIDC_USER_INACTIVE');
    expect((await world.session(visitor)).status).toBe(401);
    expect((await world.events('sign_in.refused'))[0]).toMatchObject({
      user_name: 'ines',
      details: { with: 'oidc', provider: 'corp', code: 'JOBWRIGHT_OIDC_USER_INACTIVE' },
    });
  });

  test('must have a name that users can have', async () => {
    expect((await world.signIn('corp', world.person('x', { preferred_username: 'two words' }))).error).toBe(
      'JOBWRIGHT_OIDC_CLAIM_MISSING',
    );
  });
});

describe('groups', () => {
  test('that the mapping names follow the provider at each sign-in; others stay', async () => {
    await world.signIn('corp', world.person('jana', { groups: ['netops', 'unmapped', 'ghosts'] }));
    expect(await world.groupsOf('jana')).toEqual(['operators']);
    const { id } = await world.user('jana');
    await world.platform.request('PATCH', `/api/users/users/${id}/`, {
      groups: [{ name: 'operators' }, { name: 'local people' }],
    });

    await world.signIn('corp', world.person('jana', { groups: ['netops-lead', 'auditors'] }));
    expect(await world.groupsOf('jana')).toEqual(['auditors', 'local people', 'operators']);
    await world.signIn('corp', world.person('jana', { groups: [] }));
    expect(await world.groupsOf('jana')).toEqual(['local people']);
    await world.signIn('corp', world.person('jana', { groups: ['auditors'] }));
    expect(await world.groupsOf('jana')).toEqual(['auditors', 'local people']);
    await world.signIn('corp', world.person('jana')); // the claim is gone: what is not said is not granted

    expect(await world.groupsOf('jana')).toEqual(['local people']);
    const changes = (await world.events('user.changed')).filter(({ user_name }) => user_name === 'oidc:corp');
    expect(changes[0]!.details).toMatchObject({
      fields: { groups: { before: expect.any(Array), after: [expect.any(String)] } },
    });
  });

  test('make superusers if the configuration names one, and unmake them', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'kurt' });

    await world.signIn('admins', world.person('kurt', { groups: ['platform'] }));
    expect(await world.user('kurt')).toMatchObject({ is_superuser: true });
    await world.signIn('admins', world.person('kurt', { groups: ['other'] }));

    expect(await world.user('kurt')).toMatchObject({ is_superuser: false });
  });

  test('never unmake the last superuser: he does not get in', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'lena' });
    await world.signIn('admins', world.person('lena', { groups: ['platform'] }));
    await world.database.query(`update users_user set is_active = false where is_superuser and username <> 'lena'`);

    const { error, visitor } = await world.signIn('admins', world.person('lena', { groups: [] }));
    await world.database.query('update users_user set is_active = true where is_superuser');

    expect(error).toBe('JOBWRIGHT_LAST_SUPERUSER');
    expect((await world.session(visitor)).status).toBe(401);
    expect(await world.user('lena')).toMatchObject({ is_superuser: true });
  });
});

describe('what is not from the provider, or not for this browser, is refused', () => {
  const change = (url: URL, name: string, value: string): URL => {
    const changed = new URL(url);
    changed.searchParams.set(name, value);
    return changed;
  };

  async function outcome(visitor: Visitor, callback: URL): Promise<object> {
    const { error } = await world.comeBack(visitor, callback);
    return { error, status: (await world.session(visitor)).status };
  }
  const refused = (error: string): object => ({ error, status: 401 });

  test('another state', async () => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));
    const other = (await visitor.step(world.at('/api/auth/oidc/corp/login/'))).next!.searchParams.get('state')!;

    expect(await outcome(visitor, change(callback, 'state', 'x'.repeat(43)))).toEqual(
      refused('JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN'),
    );
    // The state of another attempt does not fit the verifier of this one.
    expect(await outcome(visitor, change(callback, 'state', other))).toEqual(
      refused('JOBWRIGHT_OIDC_RESPONSE_INVALID'),
    );
  });

  test('another browser, or the same way twice', async () => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));

    expect(await outcome(new Visitor(), callback)).toEqual(refused('JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN'));
    await visitor.step(callback);
    expect((await world.session(visitor)).status).toBe(200);
    expect((await world.comeBack(visitor, callback)).error).toBe('JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN');
  });

  test('an attempt with another provider', async () => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));
    callback.pathname = '/api/auth/oidc/by-name/callback/';

    expect(await outcome(visitor, callback)).toEqual(refused('JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN'));
  });

  test('an issuer in the address that is another one', async () => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));

    expect(await outcome(visitor, change(callback, 'iss', 'https://evil.example'))).toEqual(
      refused('JOBWRIGHT_OIDC_RESPONSE_INVALID'),
    );
  });

  test('a code that is none', async () => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));

    expect(await outcome(visitor, change(callback, 'code', 'stolen'))).toEqual(
      refused('JOBWRIGHT_OIDC_RESPONSE_INVALID'),
    );
  });

  test.each([
    ['another nonce', (payload: object) => ({ ...payload, nonce: 'another' })],
    ['no nonce', (payload: object) => ({ ...payload, nonce: undefined })],
    ['another issuer', (payload: object) => ({ ...payload, iss: 'https://evil.example' })],
    ['another audience', (payload: object) => ({ ...payload, aud: 'another' })],
    ['a time that is over', (payload: object) => ({ ...payload, exp: 1_000_000_000 })],
  ])('a token with %s', async (_, forge) => {
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));
    world.provider.forge = forge;

    expect(await outcome(visitor, callback)).toEqual(refused('JOBWRIGHT_OIDC_RESPONSE_INVALID'));
  });

  test('a token that somebody else has signed', async () => {
    const { forgeKey } = world.provider;
    world.provider.forge = (payload) => payload;
    // Signed anew with the right key it holds: what is refused here and above is not the signing itself.
    expect((await world.signIn('corp', world.person('mila'))).error).toBeNull();
    const visitor = new Visitor();
    const callback = await world.signInThere(visitor, 'corp', world.person('mila'));
    world.provider.forgeKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

    expect(await outcome(visitor, callback)).toEqual(refused('JOBWRIGHT_OIDC_RESPONSE_INVALID'));
    world.provider.forgeKey = forgeKey;
  });

  test('somebody who gives up at the provider', async () => {
    const { target } = await world.signIn('corp', { login: 'cancel', next: '/results' });

    expect(target).toBe('/sign-in?error=JOBWRIGHT_OIDC_DENIED&provider=corp&next=%2Fresults');
  });

  test('and programs are told so in JSON', async () => {
    const answer = await world.platform.request('GET', '/api/auth/oidc/corp/callback/?state=x&code=y');

    expect(answer).toMatchObject({ status: 400, body: { code: 'JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN' } });
    expect((await world.platform.request('GET', '/api/auth/oidc/nobody/login/')).status).toBe(404);
  });
});

describe('signing out', () => {
  const signOut = (visitor: Visitor) => visitor.step(world.at('/api/auth/logout/'), { method: 'POST' });

  test('goes on to the provider, and comes back to the sign-in page', async () => {
    const { visitor } = await world.signIn('corp', world.person('nora'));

    const { status, text } = await signOut(visitor);

    expect(status).toBe(200);
    const url = new URL((JSON.parse(text) as { url: string }).url);
    expect(url.origin).toBe(world.provider.issuer);
    expect(url.searchParams.get('post_logout_redirect_uri')).toBe(`${world.platform.url}/sign-in`);
    expect((await world.session(visitor)).status).toBe(401);
    // The provider knows whom it is about, and takes the address to come back to.
    const page = await visitor.step(url);
    expect(page.status).toBe(200);
    expect(page.text).toContain('logout');
  });

  test('ends here alone when the configuration says so, and for sessions with a password', async () => {
    await world.platform.request('POST', '/api/users/users/', { username: 'olaf', password: 'correct horse battery' });
    const { visitor } = await world.signIn('by-name', world.person('olaf'));
    expect((await signOut(visitor)).status).toBe(204);
    const other = new Visitor();
    const body = JSON.stringify({ username: 'olaf', password: 'correct horse battery' });
    const headers = { 'content-type': 'application/json' };
    expect((await other.step(world.at('/api/auth/login/'), { method: 'POST', body, headers })).status).toBe(204);

    expect((await signOut(other)).status).toBe(204);
  });
});

test('a provider that is down is told of, stops nothing, and is found again', async () => {
  const visitor = new Visitor();
  const { next } = await visitor.step(world.at('/api/auth/oidc/down/login/?next=/jobs'));
  expect(`${next?.pathname}${next?.search}`).toBe(
    '/sign-in?error=JOBWRIGHT_OIDC_PROVIDER_UNAVAILABLE&provider=down&next=%2Fjobs',
  );
  const plain = await world.platform.request('GET', '/api/auth/oidc/down/login/');
  expect(plain).toMatchObject({ status: 503, body: { code: 'JOBWRIGHT_OIDC_PROVIDER_UNAVAILABLE' } });
  expect((await world.platform.request('GET', '/api/status/')).status).toBe(200);

  await using late = await IdentityProvider.start({
    port: world.latePort,
    clients: ['corp'],
    platformUrl: world.platform.url,
  });

  expect((await visitor.step(world.at('/api/auth/oidc/down/login/'))).next?.origin).toBe(late.issuer);
});

test('the database keeps no password, code or secret of providers', async () => {
  await world.signIn('corp', world.person('paul'));
  const { rows } = await world.database.query('select * from users_session, users_external_identity');

  expect(rows.length).toBeGreaterThan(0);
  expect(JSON.stringify(rows)).not.toContain(clientSecret);
  expect(JSON.stringify(await world.events('sign_in.succeeded'))).not.toMatch(/eyJ/);
});
