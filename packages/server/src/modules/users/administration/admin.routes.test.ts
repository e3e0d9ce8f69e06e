import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Answer, type Client, type TestApp } from '../../../testing/rest/test-app.ts';
import { createToken } from '../tokens.ts';

const paths = {
  users: '/api/users/users/',
  groups: '/api/users/groups/',
  permissions: '/api/users/permissions/',
  sites: '/api/net/sites/',
  changes: '/api/extras/object-changes/',
} as const;
const password = 'correct horse battery';

let test: TestApp;
beforeAll(async () => {
  test = await createTestApp();
  for (const slug of ['ams', 'lon']) {
    await test.admin.send('POST', paths.sites, { name: slug.toUpperCase(), slug });
  }
});
afterAll(() => test[Symbol.asyncDispose]());

/** Creates as the administrator. */
async function add(path: string, body: object): Promise<Answer['body']> {
  const { status, body: created } = await test.admin.send('POST', path, body);
  expect(created).toMatchObject({ id: expect.any(String) });
  expect(status).toBe(201);
  return created;
}

const one = (path: string, { id }: { readonly id: string }): string => `${path}${id}/`;

/** Somebody who may do everything with users, groups and permissions, and what is said besides. */
function administrator(name: string, more: Parameters<TestApp['addClient']>[1] = []): Promise<Client> {
  const objectTypes = ['users.user', 'users.group', 'users.objectpermission'];
  return test.addClient(name, [{ objectTypes, actions: ['view', 'add', 'change', 'delete'] }, ...more]);
}

describe('users', () => {
  it('are created, changed and deleted, and their passwords are never shown', async () => {
    const created = await add(paths.users, { username: 'ursula', email: 'ursula@example.org', password });

    const changed = await test.admin.send('PATCH', one(paths.users, created), { email: '' });
    const deleted = await test.admin.send('DELETE', one(paths.users, created));

    expect(created).toMatchObject({ username: 'ursula', is_superuser: false, is_active: true, groups: [] });
    expect(JSON.stringify(created)).not.toMatch(/password|argon/);
    expect(changed.body.email).toBe('');
    expect(deleted.status).toBe(204);
    expect((await test.admin.get(one(paths.users, created))).status).toBe(404);
    const { body } = await test.admin.get(`${paths.changes}?changed_object_id=${created.id}&ordering=time`);
    expect(body.results.map(({ action }: { action: string }) => action)).toEqual(['create', 'update', 'delete']);
    expect(body.results[0].fields.password.after).toMatch(/^redacted:/);
    expect(body.results[1].fields).toEqual({ email: { before: 'ursula@example.org', after: '' } });
  });

  it('are found by what lists of models take', async () => {
    const group = await add(paths.groups, { name: 'finders' });
    await add(paths.users, { username: 'finn', groups: [group.id] });

    const { body } = await test.admin.get(`${paths.users}?groups=finders&limit=1`);

    expect(body.count).toBe(1);
    expect(body.results[0]).toMatchObject({ username: 'finn', groups: [{ id: group.id, display: 'finders' }] });
  });

  it.each([
    [{ username: 'no spaces' }, 'username'],
    [{ username: 'x', password: 'short' }, 'password'],
    [{ username: 'x', email: 'nobody' }, 'email'],
    [{ username: 'x', groups: ['00000000-0000-0000-0000-000000000001'] }, 'groups'],
    [{ username: 'admin' }, 'username'],
    [{ username: 'x', last_login: null }, 'last_login'],
  ])('are refused with a message by field: %j', async (body, field) => {
    const answer = await test.admin.send('POST', paths.users, body);

    expect(answer.status).toBe(400);
    expect(Object.keys(answer.body)).toEqual([field]);
  });

  it('who are superusers are made, changed and deleted by superusers only', async () => {
    const ordinary = await administrator('ordinary');
    const boss = await add(paths.users, { username: 'boss', is_superuser: true });

    const answers = [
      await ordinary.send('POST', paths.users, { username: 'mine', is_superuser: true }),
      await ordinary.send('PATCH', one(paths.users, ordinary.user), { is_superuser: true }),
      await ordinary.send('PATCH', one(paths.users, boss), { password }),
      await ordinary.send('PATCH', one(paths.users, boss), { is_active: false }),
      await ordinary.send('DELETE', one(paths.users, boss)),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 403]);
    expect((await test.admin.send('DELETE', one(paths.users, boss))).status).toBe(204);
  });

  it('always have a superuser among them', async () => {
    const own = one(paths.users, test.admin.user);

    const answers = [
      await test.admin.send('PATCH', own, { is_superuser: false }),
      await test.admin.send('PATCH', own, { is_active: false }),
      await test.admin.send('DELETE', own),
    ];

    expect(answers.map(({ status, body }) => [status, body.code])).toEqual(
      Array.from({ length: 3 }, () => [409, 'JOBWRIGHT_LAST_SUPERUSER']),
    );
    expect((await test.admin.get(own)).body).toMatchObject({ is_superuser: true, is_active: true });
  });

  it('who remove each other at the same time do not both succeed', async () => {
    const [first, second] = await Promise.all(
      ['first', 'second'].map((username) => add(paths.users, { username, is_superuser: true })),
    );
    await test.pool.query('update users_user set is_superuser = false where id = $1', [test.admin.user.id]);
    const keys = await Promise.all(
      [first, second].map(async ({ id }) => (await createToken(test.pool, { userId: id })).key),
    );

    const answers = await Promise.all(
      [second, first].map((target, index) =>
        test.inject({
          method: 'PATCH',
          url: one(paths.users, target),
          headers: { authorization: `Token ${keys[index]}` },
          payload: { is_superuser: false },
        }),
      ),
    );
    await test.pool.query('update users_user set is_superuser = true where id = $1', [test.admin.user.id]);

    // The other one is refused: as the last, or because it is a superuser no more when it asks.
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  });

  it('are not taken over by those who hold less', async () => {
    const helper = await administrator('helper');
    const operator = await test.addClient('operator', [{ objectTypes: ['extras.job'], actions: ['run'] }]);
    const guest = await test.addClient('guest');

    const powerful = await helper.send('PATCH', one(paths.users, operator.user), { password });
    const powerless = await helper.send('PATCH', one(paths.users, guest.user), { password });

    expect(powerful).toMatchObject({ status: 403, body: { code: 'JOBWRIGHT_GRANT_EXCEEDED' } });
    expect(powerful.body.detail).toContain('run extras.job');
    expect(powerless.status).toBe(200);
  });

  it('change their own password with the present one only', async () => {
    const self = await administrator('self');

    expect((await self.send('PATCH', one(paths.users, self.user), { password })).body).toEqual({
      password: ['Change your own password at /api/auth/password/.'],
    });
  });
});

describe('groups', () => {
  it('give their permissions to their users, as long as they are in them', async () => {
    const gina = await test.addClient('gina');
    const group = await add(paths.groups, { name: 'readers', users: [gina.user.id] });
    const permission = await add(paths.permissions, {
      name: 'read ams',
      object_types: ['net.site'],
      actions: ['view'],
      constraints: { slug: 'ams' },
      groups: [{ name: 'readers' }],
    });
    const seen = async () => {
      const { status, body } = await gina.get(paths.sites);
      return status === 200 ? body.results.map(({ slug }: { slug: string }) => slug) : status;
    };

    expect(group.users).toEqual([expect.objectContaining({ id: gina.user.id, display: 'gina' })]);
    expect(permission.groups).toEqual([expect.objectContaining({ id: group.id })]);
    expect(await seen()).toEqual(['ams']);
    await test.admin.send('PATCH', one(paths.permissions, permission), {
      constraints: [{ slug: 'ams' }, { slug: 'lon' }],
    });
    expect(await seen()).toEqual(['ams', 'lon']);
    await test.admin.send('PATCH', one(paths.permissions, permission), { enabled: false });
    expect(await seen()).toBe(403);
    await test.admin.send('PATCH', one(paths.permissions, permission), { enabled: true });
    await test.admin.send('PATCH', one(paths.groups, group), { users: [] });
    expect(await seen()).toBe(403);
    await test.admin.send('PATCH', one(paths.users, gina.user), { groups: [group.id] });
    expect(await seen()).toEqual(['ams', 'lon']);
    await test.admin.send('DELETE', one(paths.groups, group));
    expect(await seen()).toBe(403);
  });

  it('leave a record of who came and went', async () => {
    const hugo = await test.addClient('hugo');
    const group = await add(paths.groups, { name: 'recorded' });

    await test.admin.send('PATCH', one(paths.groups, group), { users: [hugo.user.id] });

    const { body } = await test.admin.get(`${paths.changes}?changed_object_id=${group.id}&action=update`);
    expect(body.results[0]).toMatchObject({
      changed_object_type: 'users.group',
      fields: { users: { before: [], after: [hugo.user.id] } },
    });
  });

  it('with more than the caller holds are not joined, from either side', async () => {
    const climber = await administrator('climber');
    const group = await add(paths.groups, { name: 'runners' });
    await add(paths.permissions, { name: 'run', object_types: ['extras.job'], actions: ['run'], groups: [group.id] });

    const joined = await climber.send('PATCH', one(paths.groups, group), { users: [climber.user.id] });
    const entered = await climber.send('PATCH', one(paths.users, climber.user), { groups: [group.id] });
    const made = await climber.send('POST', paths.users, { username: 'puppet', groups: [group.id] });

    for (const answer of [joined, entered, made]) {
      expect(answer).toMatchObject({ status: 403, body: { code: 'JOBWRIGHT_GRANT_EXCEEDED' } });
    }
    expect((await test.admin.get(`${paths.users}?username=puppet`)).body.count).toBe(0);
  });
});

describe('permissions', () => {
  it.each([
    [{ object_types: ['net.sit'] }, { object_types: [expect.stringContaining('net.site')] }],
    [{ constraints: { slugg: 'ams' } }, { constraints: [expect.stringMatching(/^slugg of net\.site: .*slug/)] }],
    [{ constraints: { id: 'ams' } }, { constraints: ['id of net.site: "ams" is not a valid UUID.'] }],
    [{ constraints: [{ slug: 'ams' }, {}] }, { constraints: [expect.stringContaining('null')] }],
    [{ constraints: [] }, { constraints: [expect.stringContaining('null')] }],
    [{ constraints: { slug: { $ne: 'x' } } }, { constraints: [expect.stringContaining('Give a text')] }],
    [{ actions: [] }, { actions: [expect.any(String)] }],
    [{ actions: ['Not a word'] }, { actions: [expect.any(String)] }],
  ])('are checked against the models: %j', async (wrong, expected) => {
    const body = { name: 'wrong', object_types: ['net.site'], actions: ['view'], ...wrong };

    const answer = await test.admin.send('POST', paths.permissions, body);

    expect({ status: answer.status, body: answer.body }).toEqual({ status: 400, body: expected });
  });

  it('take words of plugins and conditions across relations, and whoever has them as a value', async () => {
    const created = await add(paths.permissions, {
      name: 'words',
      object_types: ['extras.jobresult'],
      actions: ['approve', 'sync', 'archive'],
      constraints: [{ user_id: '$user' }, { job__name__isw: 'Backup', status: ['failed', 'errored'] }],
    });

    expect(created).toMatchObject({ enabled: true, actions: ['approve', 'sync', 'archive'], users: [] });
  });

  it('with $user hold for the own objects of each user', async () => {
    const [ida, jan] = [await test.addClient('ida'), await test.addClient('jan')];
    await add(paths.permissions, {
      name: 'own account',
      object_types: ['users.user'],
      actions: ['change'],
      constraints: { id: '$user' },
      users: [ida.user.id, jan.user.id],
    });

    const change = async (client: Client, { user }: Client) =>
      (await client.send('PATCH', one(paths.users, user), { email: 'me@example.org' })).status;

    expect([await change(ida, ida), await change(ida, jan), await change(jan, jan)]).toEqual([200, 404, 200]);
  });

  it('are handed out by those only who hold as much', async () => {
    const lead = await administrator('lead', [
      { objectTypes: ['net.site'], actions: ['view'] },
      { objectTypes: ['net.site'], actions: ['change'], constraints: [{ slug: 'ams' }, { slug: 'lon' }] },
    ]);
    let number = 0;
    const hand = async (actions: readonly string[], constraints: unknown = null) => {
      const body = { name: `handed ${++number}`, object_types: ['net.site'], actions, constraints };
      return (await lead.send('POST', paths.permissions, body)).status;
    };

    expect(await hand(['view'])).toBe(201);
    expect(await hand(['view'], { slug: 'tok' })).toBe(201);
    expect(await hand(['change'], { slug: 'ams', name: 'Amsterdam' })).toBe(201);
    expect(await hand(['change'], [{ slug: 'ams' }, { slug: 'lon' }])).toBe(201);
    expect(await hand(['change'])).toBe(403);
    expect(await hand(['change'], { slug: 'tok' })).toBe(403);
    expect(await hand(['change'], [{ slug: 'ams' }, { slug: 'tok' }])).toBe(403);
    expect(await hand(['view', 'delete'], { slug: 'ams' })).toBe(403);
  });

  it('are not widened by a change, nor given to more users, by those who hold less', async () => {
    const lead = await administrator('lead2', [
      { objectTypes: ['net.site'], actions: ['change'], constraints: { slug: 'ams' } },
    ]);
    const narrow = await add(paths.permissions, {
      name: 'narrow',
      object_types: ['net.site'],
      actions: ['change'],
      constraints: { slug: 'ams' },
    });
    const wide = await add(paths.permissions, { name: 'wide', object_types: ['net.site'], actions: ['delete'] });
    const patch = async (target: { id: string }, body: object) =>
      (await lead.send('PATCH', one(paths.permissions, target), body)).status;

    expect(await patch(narrow, { constraints: null })).toBe(403);
    expect(await patch(narrow, { actions: ['change', 'delete'] })).toBe(403);
    expect(await patch(wide, { users: [lead.user.id] })).toBe(403);
    expect(await patch(narrow, { users: [lead.user.id] })).toBe(200);
  });

  it('on permissions, users and groups themselves are needed', async () => {
    const nobody = await test.addClient('nobody');
    const bodies = {
      [paths.users]: { username: 'n' },
      [paths.groups]: { name: 'n' },
      [paths.permissions]: { name: 'n', object_types: ['net.site'], actions: ['view'] },
    };

    const statuses = await Promise.all(
      Object.entries(bodies).map(async ([path, body]) => (await nobody.send('POST', path, body)).status),
    );

    expect(statuses).toEqual([403, 403, 403]);
    expect((await nobody.get(paths.groups)).status).toBe(403);
    expect((await nobody.get(paths.permissions)).status).toBe(403);
    expect((await nobody.get(paths.users)).body.results).toEqual([expect.objectContaining({ username: 'nobody' })]);
  });

  it('are recorded with what they were and are', async () => {
    const permission = await add(paths.permissions, { name: 'kept', object_types: ['net.site'], actions: ['view'] });

    await test.admin.send('PATCH', one(paths.permissions, permission), { actions: ['view', 'change'], enabled: true });

    const { body } = await test.admin.get(`${paths.changes}?changed_object_id=${permission.id}&action=update`);
    expect(body.results[0].fields).toEqual({ actions: { before: ['view'], after: ['view', 'change'] } });
  });
});
