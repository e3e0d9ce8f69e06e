import { afterAll, beforeAll, expect, it } from 'vitest';
import { createTestApp, type TestApp } from '../../testing/rest/test-app.ts';

let test: TestApp;

beforeAll(async () => {
  test = await createTestApp();
});
afterAll(() => test[Symbol.asyncDispose]());

interface Description {
  readonly label: string;
  readonly actions: readonly string[];
  readonly fields: readonly { readonly name: string; readonly sortable: boolean }[];
  readonly related: readonly object[];
}

async function describeDevices(caller: TestApp['admin']): Promise<readonly Description[]> {
  const { status, body } = await caller.get('/api/extras/models/');
  expect(status).toBe(200);
  return body;
}

it('describes the fields of each model and what refers to it', async () => {
  const models = await describeDevices(test.admin);

  const site = models.find(({ label }) => label === 'net.site');
  expect(site).toMatchObject({ app: 'net', endpoint: 'sites', url: 'http://localhost/api/net/sites/' });
  expect(site?.actions).toEqual(['view', 'add', 'change', 'delete']);
  expect(site?.fields).toContainEqual(
    expect.objectContaining({ name: 'region', kind: 'to-one', target: 'net.region', required: false }),
  );
  expect(site?.related).toContainEqual(expect.objectContaining({ label: 'net.device', filter: 'site_id' }));
});

it('says which fields the list may be ordered by: not those that lead to objects which the user may not all view', async () => {
  const constraints = { name: 'Oslo' };
  const user = await test.addClient('sorter', [
    { objectTypes: ['net.device'], actions: ['view'] },
    { objectTypes: ['net.site'], actions: ['view'], constraints },
  ]);
  const sortable = async (caller: TestApp['admin']): Promise<readonly string[]> => {
    const device = (await describeDevices(caller)).find(({ label }) => label === 'net.device');
    return device?.fields.flatMap(({ name, sortable: may }) => (may ? [name] : [])) ?? [];
  };

  const [all, some] = [await sortable(test.admin), await sortable(user)];

  expect(all).toEqual(expect.arrayContaining(['name', 'site']));
  expect(some).toContain('name');
  expect(some).not.toContain('site');
  // The list says the same.
  expect((await user.get('/api/net/devices/?ordering=name')).status).toBe(200);
  expect((await user.get('/api/net/devices/?ordering=site')).status).toBe(400);
});

it('tells of nothing that the user may not see', async () => {
  const user = await test.addClient('reader', [{ objectTypes: ['net.site'], actions: ['view'] }]);

  const models = await describeDevices(user);

  expect(models.map(({ label, actions, related }) => ({ label, actions, related }))).toEqual([
    { label: 'net.site', actions: ['view'], related: [] },
  ]);
});
