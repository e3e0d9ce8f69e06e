import { afterAll, beforeAll, expect, test } from 'vitest';
import { Platform } from '../support/platform.ts';

let platform: Platform;

beforeAll(async () => {
  platform = await Platform.start({ folder: new URL('./', import.meta.url) });
});
afterAll(() => platform[Symbol.asyncDispose]());

test('a job builds a site from templates, cables it, and sees the connection when it asks again', async () => {
  const result = await platform.run('local/cabling/BuildSite', { commit: true });
  const changes = await platform.changes(result.id);
  const [port] = await platform.list('/api/dcim/console-ports/?connection_status=true');

  expect(result.error).toBeNull();
  expect(result.output).toEqual({
    name: 'Console',
    peer: 'con2',
    same: true,
    rack: { position: ['Units 10 to 10 of rack R1 are taken by con1.'] },
  });
  expect(changes.filter(({ model }) => model === 'dcim.cable').map(({ action, display }) => [action, display])).toEqual(
    [['create', 'C-1']],
  );
  expect(port).toMatchObject({ display: 'con1 Console', connected_endpoint: { display: 'con2 Port 1' } });
});

test('a job uses containment, primary addresses and the rules of addresses', async () => {
  const result = await platform.run('local/cabling/UseAddresses', { commit: false });

  expect(result.error).toBeNull();
  expect(result.output).toEqual({
    parents: ['2001:db8::/64'],
    primary: '2001:db8::5/64',
    refused: 'address: 2001:db8:: is the network address of 2001:db8::/64: no host can have it.',
  });
});

test('the removal of a device takes its components and cables along, and the change list says so', async () => {
  const result = await platform.run('local/cabling/RemoveDevice', { commit: false });
  const changes = await platform.changes(result.id);

  expect(result.output).toEqual({ endpoint: null, status: null, cable: null });
  expect(changes.map(({ action, model, display }) => `${action} ${model} ${display}`).sort()).toEqual([
    'delete dcim.cable C-1',
    'delete dcim.consoleport con2 Console',
    'delete dcim.consoleserverport con2 Port 1',
    'delete dcim.device con2',
    'update dcim.consoleport con1 Console',
  ]);
});

test('REST refuses what the rules refuse, by field', async () => {
  const [device] = await platform.list<{ readonly id: string }>('/api/dcim/devices/?name=con2');
  const answer = await platform.request('PATCH', `/api/dcim/devices/${device?.id}/`, { position: 10 });

  expect(answer.status).toBe(400);
  expect(answer.body).toEqual({ position: ['Units 10 to 10 of rack R1 are taken by con1.'] });
});
