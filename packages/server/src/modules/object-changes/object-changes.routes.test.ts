import { afterAll, beforeAll, expect, it } from 'vitest';
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
