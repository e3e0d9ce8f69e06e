import { Job } from '@jobwright/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type Answer, type TestApp } from '../../testing/rest/test-app.ts';
import { createUser } from '../users/create-user.ts';

class Report extends Job {
  override async run(): Promise<void> {}
}

const path = '/api/extras/audit-events/';
const password = 'correct horse battery';
const ownOrigin = { 'sec-fetch-site': 'same-origin' };

let test: TestApp;
let zoe: string;
beforeAll(async () => {
  test = await createTestApp({ secretKey: Buffer.alloc(32, 7).toString('base64') });
  await test.addJob(Report);
  zoe = (await createUser(test.pool, { username: 'zoe', password })).id;
});
afterAll(() => test[Symbol.asyncDispose]());

async function events(query: string): Promise<Answer['body'][]> {
  const { body } = await test.admin.get(`${path}?${query}&ordering=time,id`);
  return body.results;
}

const post = (url: string, payload: object, headers: object = ownOrigin) =>
  test.inject({ method: 'POST', url, payload, headers: { ...headers } });

describe('the audit log', () => {
  it('keeps sign-ins, those that were refused, and sign-outs', async () => {
    const signedIn = await post('/api/auth/login/', { username: 'zoe', password });
    const cookie = String(signedIn.headers['set-cookie']).split(';')[0]!;
    await post('/api/auth/login/', { username: 'zoe', password: 'wrong' });
    await post('/api/auth/login/', { token: 'jw_wrong' });
    await post('/api/auth/logout/', {}, { ...ownOrigin, cookie });

    const [succeeded, wrongPassword, wrongToken, out, ...others] = await events(
      'action=sign_in.succeeded&action=sign_in.refused&action=sign_out',
    );

    expect(others).toEqual([]);
    expect(succeeded).toMatchObject({
      action: 'sign_in.succeeded',
      outcome: 'success',
      user_id: zoe,
      user_name: 'zoe',
      client_address: '127.0.0.1',
      request_id: signedIn.headers['request-id'],
      details: { with: 'password' },
    });
    expect(wrongPassword).toMatchObject({
      action: 'sign_in.refused',
      outcome: 'refused',
      user_id: null,
      user_name: 'zoe',
    });
    expect(wrongToken).toMatchObject({ action: 'sign_in.refused', user_name: '', details: { with: 'token' } });
    expect(out).toMatchObject({ action: 'sign_out', user_id: zoe });
  });

  it('keeps attempts that come too fast once a minute', async () => {
    for (let attempt = 0; attempt < 14; attempt++) {
      await post('/api/auth/login/', { username: 'mallory', password: 'wrong' });
    }

    expect(await events('user_name=mallory&action=sign_in.refused')).toHaveLength(10);
    expect(await events('user_name=mallory&action=sign_in.throttled')).toHaveLength(1);
  }, 120_000);

  it('keeps which tokens were made and revoked, and no key', async () => {
    const { body } = await test.admin.send('POST', '/api/users/tokens/', { write_enabled: false });
    await test.admin.send('DELETE', `/api/users/tokens/${body.id}/`);

    const found = await events(`object_id=${body.id}`);

    expect(found.map(({ action, user_name: name }) => [action, name])).toEqual([
      ['token.created', 'admin'],
      ['token.revoked', 'admin'],
    ]);
    expect(found[0].details).toMatchObject({ user: test.admin.user.id, write_enabled: false });
    expect(JSON.stringify(found)).not.toContain(body.key.slice(8));
  });

  it('keeps that a token was used from elsewhere, once a minute', async () => {
    const { body } = await test.admin.send('POST', '/api/users/tokens/', { allowed_networks: ['10.0.0.0/8'] });
    const use = (remoteAddress: string) =>
      test.inject({ url: '/api/users/me/', headers: { authorization: `Token ${body.key}` }, remoteAddress });

    const answers = [await use('10.1.2.3'), await use('192.0.2.1'), await use('192.0.2.1')];
    const signIn = await post('/api/auth/login/', { token: body.key });

    expect(answers.map(({ status }) => status)).toEqual([200, 403, 403]);
    expect(answers[1]!.body.code).toBe('JOBWRIGHT_TOKEN_NETWORK');
    expect(signIn).toMatchObject({ status: 401, body: { code: 'JOBWRIGHT_SIGN_IN_REFUSED' } });
    const found = await events(`object_id=${body.id}&action=token.refused_network`);
    expect(found.map((event) => [event.client_address, event.user_name])).toEqual([
      ['192.0.2.1', 'admin'],
      ['127.0.0.1', 'admin'],
    ]);
  });

  it('keeps changes of users, groups and permissions with what was before', async () => {
    const user = (await test.admin.send('POST', '/api/users/users/', { username: 'yann', password })).body;
    await test.admin.send('PATCH', `/api/users/users/${user.id}/`, { password: 'another long password' });
    await test.admin.send('DELETE', `/api/users/users/${user.id}/`);
    const group = (await test.admin.send('POST', '/api/users/groups/', { name: 'audited' })).body;
    const permission = { name: 'audited', object_types: ['net.site'], actions: ['view'], groups: [group.id] };
    const { id } = (await test.admin.send('POST', '/api/users/permissions/', permission)).body;
    await test.admin.send('PATCH', `/api/users/permissions/${id}/`, { constraints: { slug: 'ams' } });

    const ofUser = await events(`object_id=${user.id}`);
    const ofPermission = await events(`object_id=${id}`);

    expect(ofUser.map(({ action }) => action)).toEqual(['user.created', 'user.changed', 'user.deleted']);
    const { before, after } = ofUser[1].details.fields.password;
    expect([before, after]).toEqual([expect.stringMatching(/^redacted:/), expect.stringMatching(/^redacted:/)]);
    expect(before).not.toBe(after);
    expect(JSON.stringify(ofUser)).not.toMatch(/argon|horse|another long/);
    expect(ofPermission[1]).toMatchObject({
      action: 'permission.changed',
      object_type: 'users.objectpermission',
      object_repr: 'audited',
      user_id: test.admin.user.id,
      details: { fields: { constraints: { before: null, after: { slug: 'ams' } } } },
    });
  });

  it('keeps changes of secrets without their values', async () => {
    const { body } = await test.admin.send('POST', '/api/extras/secrets/', { name: 'key', value: 'hunter2hunter2' });
    await test.admin.send('PATCH', `/api/extras/secrets/${body.id}/`, { jobs: ['local/*'] });
    await test.admin.send('PATCH', `/api/extras/secrets/${body.id}/`, { value: 'hunter3hunter3' });
    await test.admin.send('DELETE', `/api/extras/secrets/${body.id}/`);

    const found = await events(`object_id=${body.id}`);

    expect(found.map(({ action, details }) => [action, Object.keys(details.fields).toSorted()])).toEqual([
      ['secret.created', ['description', 'jobs', 'name', 'value']],
      ['secret.changed', ['jobs']],
      ['secret.changed', ['value']],
      ['secret.deleted', ['description', 'jobs', 'name', 'value']],
    ]);
    expect(JSON.stringify(found)).not.toContain('hunter');
  });

  it('keeps which runs were asked for, and which were refused', async () => {
    const url = '/api/extras/jobs/local/report/Report/run/';
    const nobody = await test.addClient('nobody');

    const { body } = await test.admin.send('POST', url, { commit: false });
    await nobody.send('POST', url, {});
    await test.admin.send('POST', '/api/extras/jobs/local/report/Nothing/run/', {});

    const [requested] = await events('action=run.requested');
    const refused = await events('action=run.refused');
    expect(requested).toMatchObject({
      user_name: 'admin',
      object_type: 'extras.job',
      object_repr: 'local/report/Report',
      client_address: '127.0.0.1',
      details: { job_result: body.job_result.id, commit: false },
    });
    expect(refused.map((event) => [event.user_name, event.object_repr, event.details.code])).toEqual([
      ['nobody', 'local/report/Report', 'JOBWRIGHT_PERMISSION_DENIED'],
      ['admin', 'local/report/Nothing', 'JOBWRIGHT_NOT_FOUND'],
    ]);
  });

  it.each([
    "update extras_audit_event set user_name = 'x'",
    'delete from extras_audit_event',
    'truncate extras_audit_event',
  ])('can only grow: %s is refused', async (statement) => {
    await expect(test.pool.query(statement)).rejects.toThrow('can only be added');
  });

  it('is exported as lines of JSON, oldest first, with the filters of the list', async () => {
    await test.pool.query(
      `insert into extras_audit_event (id, time, action, outcome, user_name, details)
       select gen_random_uuid(), now(), 'sign_out', 'success', 'many', '{}' from generate_series(1, 2500)`,
    );

    const answer = await test.admin.get(`${path}export/?user_name=many`);
    const lines = String(answer.body).trim().split('\n');

    expect(answer.headers['content-type']).toBe('application/x-ndjson; charset=utf-8');
    expect(answer.headers['content-disposition']).toContain('audit-events.ndjson');
    expect(lines).toHaveLength(2500);
    expect(new Set(lines.map((line) => JSON.parse(line).id)).size).toBe(2500);
    expect(JSON.parse(lines[0]!)).toMatchObject({ user_name: 'many', action: 'sign_out' });
  });

  it('is exported as a table that no spreadsheet takes for formulas', async () => {
    await test.pool.query(
      `insert into extras_audit_event (id, time, action, outcome, user_name, object_repr, details)
       values (gen_random_uuid(), '2026-01-02T03:04:05Z', 'sign_in.refused', 'refused', '=1+1', 'a "b", c', '{"x": [1]}')`,
    );

    const answer = await test.admin.get(`${path}export/?format=csv&user_name=%3D1%2B1`);
    const [head, line, rest] = String(answer.body).split('\r\n');

    expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(head).toMatch(/^id,time,user_id,user_name,action,outcome,.*,details$/);
    expect(line).toMatch(
      /^[0-9a-f-]{36},2026-01-02T03:04:05.000Z,,'=1\+1,sign_in.refused,refused,,,"a ""b"", c",,,"\{""x"":\[1\]\}"$/,
    );
    expect(rest).toBe('');
  });

  it('is exported in the formats that there are', async () => {
    const { status, body } = await test.admin.get(`${path}export/?format=xml`);

    expect([status, body]).toEqual([400, { format: ['Select a valid choice: ndjson, csv.'] }]);
  });

  it('is open to those only who may view it, as far as they may', async () => {
    const nobody = await test.addClient('stranger');
    const auditor = await test.addClient('auditor', [
      { objectTypes: ['extras.auditevent'], actions: ['view'], constraints: { action__isw: 'sign_' } },
    ]);

    expect((await nobody.get(path)).status).toBe(403);
    expect((await nobody.get(`${path}export/`)).status).toBe(403);
    const actions = (await auditor.get(`${path}?limit=0`)).body.results.map(({ action }: { action: string }) => action);
    expect(actions.every((action: string) => action.startsWith('sign_'))).toBe(true);
    expect(String((await auditor.get(`${path}export/`)).body)).not.toContain('"run.');
    const [hidden] = await events('action=run.requested');
    expect((await auditor.get(`${path}${hidden.id}/`)).status).toBe(404);
    expect((await test.admin.get(`${path}${hidden.id}/`)).body).toEqual(hidden);
  });
});
