import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

let test: TestApp;
let site: string;
beforeAll(async () => {
  test = await createTestApp();
  site = (await test.admin.send('POST', '/api/net/sites/', { name: 'Amsterdam', slug: 'ams' })).body.id;
  await test.admin.send('PATCH', `/api/net/sites/${site}/`, { status: 'active' });
  await test.admin.send('POST', '/api/net/tags/', { name: 'red' });
});
afterAll(() => test[Symbol.asyncDispose]());

it('lists changes newest first, filtered by object, action, user, request and time', async () => {
  const shown = async (query: string): Promise<string[]> => {
    const { body } = await test.admin.get(`/api/extras/object-changes/?${query}`);
    return body.results.map((change: Record<string, string>) => `${change['action']} ${change['object_repr']}`);
  };
  const { body } = await test.admin.get('/api/extras/object-changes/');

  expect(await shown('')).toEqual(['create red', 'update Amsterdam', 'create Amsterdam']);
  expect(await shown(`changed_object_id=${site}`)).toEqual(['update Amsterdam', 'create Amsterdam']);
  expect(await shown('changed_object_type=net.tag')).toEqual(['create red']);
  expect(await shown('action=update')).toEqual(['update Amsterdam']);
  expect(await shown('user=admin&q=ams')).toEqual(['update Amsterdam', 'create Amsterdam']);
  expect(await shown(`request_id=${body.results[1].request_id}`)).toEqual(['update Amsterdam']);
  expect(await shown('time__lt=2001-01-01')).toEqual([]);
});

it('shows one change with its fields and the address of its object', async () => {
  const { body: list } = await test.admin.get('/api/extras/object-changes/?action=update');
  const { body } = await test.admin.get(`/api/extras/object-changes/${list.results[0].id}/`);

  expect(body).toMatchObject({
    display: 'net.site Amsterdam',
    changed_object_url: `http://localhost/api/net/sites/${site}/`,
    fields: { status: { before: 'planned', after: 'active' } },
    job_result: null,
    user: { display: 'admin' },
  });
});

it('is open to those who may view it only', async () => {
  const nobody = await test.addClient('nobody');
  const auditor = await test.addClient('auditor', [
    {
      objectTypes: ['extras.objectchange'],
      actions: ['view'],
      constraints: [{ changed_object_type: 'net.tag' }, { action: 'update' }],
    },
  ]);

  const { body } = await auditor.get('/api/extras/object-changes/');

  expect((await nobody.get('/api/extras/object-changes/')).status).toBe(403);
  expect(body.results.map((change: { object_repr: string }) => change.object_repr)).toEqual(['red', 'Amsterdam']);
});

it.each([
  "update extras_object_change set object_repr = 'x'",
  'update extras_object_change set user_id = null',
  'update extras_object_change set job_result_id = null',
  'delete from extras_object_change',
  'truncate extras_object_change',
  'truncate users_user cascade',
])('can only grow: %s is refused', async (statement) => {
  await expect(test.pool.query(statement)).rejects.toThrow('can only be added');
});

it('keeps the name of a user who is deleted', async () => {
  const client = await test.addClient('leaver', [{ objectTypes: ['net.tag'], actions: ['add', 'view'] }]);
  await client.send('POST', '/api/net/tags/', { name: 'left behind' });

  await test.pool.query('delete from users_user where id = $1', [client.user.id]);
  const { body } = await test.admin.get('/api/extras/object-changes/?q=left%20behind');

  expect(body.results[0]).toMatchObject({ user: null, user_name: 'leaver' });
});

describe('an export', () => {
  const path = '/api/extras/object-changes/export/';

  it('has every change that the filters leave, oldest first, each once', async () => {
    // All at the same time: the order within it is that of the ids.
    await test.pool.query(
      `insert into extras_object_change
         (id, time, user_name, request_id, action, changed_object_type, changed_object_id, object_repr, fields)
       select gen_random_uuid(), '2026-01-02T03:04:05Z', 'many', gen_random_uuid(), 'create', 'net.tag', n::text, n::text, '{}'
       from generate_series(1, 2500) as n`,
    );

    const answer = await test.admin.get(`${path}?user=many`);
    const lines = String(answer.body).trim().split('\n');
    const all = String((await test.admin.get(path)).body)
      .trim()
      .split('\n')
      .map((line): string => JSON.parse(line).time);

    expect(answer.headers['content-disposition']).toContain('object-changes.ndjson');
    expect(new Set(lines.map((line) => JSON.parse(line).changed_object_id)).size).toBe(2500);
    expect(lines).toHaveLength(2500);
    expect(all).toEqual(all.toSorted((a, b) => a.localeCompare(b)));
  });

  it('is a table on demand', async () => {
    const { body } = await test.admin.get(`${path}?format=csv&changed_object_id=${site}&action=update`);

    expect(String(body).split('\r\n')).toEqual([
      'id,time,user.id,user_name,request_id,action,changed_object_type,changed_object_id,object_repr,fields,job_result.id',
      expect.stringMatching(
        /,admin,[0-9a-f-]{36},update,net.site,[0-9a-f-]{36},Amsterdam,"\{""status"":\{""after"":""active"",""before"":""planned""\}\}",$/,
      ),
      '',
    ]);
  });

  it('has what the user may view only', async () => {
    const reader = await test.addClient('reader', [
      { objectTypes: ['extras.objectchange'], actions: ['view'], constraints: { changed_object_id: site } },
    ]);

    const lines = String((await reader.get(path)).body)
      .trim()
      .split('\n');

    expect(lines.map((line) => JSON.parse(line).object_repr)).toEqual(['Amsterdam', 'Amsterdam']);
  });
});
