import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Device, DeviceRole, DeviceType, Manufacturer, Site, Status } from '@jobwright/inventory';
import { runJob, type RunJobOptions } from '@jobwright/testing';
import { ActivateSite } from './hello.ts';

// Every run begins with an empty database, and this puts into it what the job needs.
const seed: RunJobOptions['seed'] = (em) => {
  const active = em.create(Status, { name: 'Active', slug: 'active' });
  const planned = em.create(Status, { name: 'Planned', slug: 'planned' });
  const delft = em.create(Site, { name: 'Delft', slug: 'delft', status: active });
  const leiden = em.create(Site, { name: 'Leiden', slug: 'leiden', status: active });
  const manufacturer = em.create(Manufacturer, { name: 'Cisco', slug: 'cisco' });
  const deviceType = em.create(DeviceType, { manufacturer, model: 'C9300', slug: 'c9300' });
  const deviceRole = em.create(DeviceRole, { name: 'Switch', slug: 'switch' });
  const shared = { deviceType, deviceRole };
  em.create(Device, { name: 'sw1', site: delft, status: active, ...shared });
  em.create(Device, { name: 'sw2', site: delft, status: planned, ...shared });
  em.create(Device, { name: 'sw3', site: leiden, status: planned, ...shared });
};

test('the planned devices of the site become active', async () => {
  const result = await runJob(ActivateSite, { data: { site: { slug: 'delft' } }, commit: true, seed });

  assert.equal(result.error, null);
  assert.equal(result.output, 'Devices of Delft made active: 1');
  assert.deepEqual(
    result.changes.map((change) => `${change.action} ${change.model} ${change.display}`),
    ['update dcim.device sw2'],
  );
  assert.equal(await result.em.count(Device, { status: { slug: 'planned' } }), 1);
});

test('a dry run shows the same changes and keeps none', async () => {
  const result = await runJob(ActivateSite, { data: { site: { slug: 'delft' } }, commit: false, seed });

  assert.equal(result.status, 'completed');
  assert.equal(result.changes.length, 1);
  assert.equal(await result.em.count(Device, { status: { slug: 'planned' } }), 2);
});
