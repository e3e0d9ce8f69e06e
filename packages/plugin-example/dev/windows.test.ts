import { Device, DeviceRole, DeviceType, Manufacturer, Site, Status } from '@jobwright/inventory';
import { plugin as inventory } from '@jobwright/inventory/plugin';
import { MaintenanceWindow } from '@jobwright/plugin-example';
import { plugin as maintenance } from '@jobwright/plugin-example/plugin';
import { runJob } from '@jobwright/testing';
import type { EntityManager } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { OpenWindow, OverlappingWindows } from '../src/jobs/windows.ts';

const models = [inventory, maintenance];

function seedDevices(em: EntityManager): readonly Device[] {
  const status = em.create(Status, { name: 'Active', slug: 'active' });
  const site = em.create(Site, { name: 'Delft', slug: 'delft', status });
  const manufacturer = em.create(Manufacturer, { name: 'Cisco', slug: 'cisco' });
  const deviceType = em.create(DeviceType, { manufacturer, model: 'C9300', slug: 'c9300' });
  const deviceRole = em.create(DeviceRole, { name: 'Switch', slug: 'switch' });
  return ['sw1', 'sw2'].map((name) => em.create(Device, { name, site, status, deviceType, deviceRole }));
}

const night = { site: { slug: 'delft' }, start: '2026-12-01T22:00:00Z', reason: 'New firmware' };

test('a window is opened for every device of the site', async () => {
  const result = await runJob(OpenWindow, {
    models,
    data: { ...night, hours: 4 },
    commit: true,
    seed: (em) => {
      seedDevices(em);
    },
  });

  expect(result).toMatchObject({
    status: 'completed',
    output: 2,
    jobPath: 'plugin/maintenance.jobs.windows/OpenWindow',
  });
  expect(result.changes.map((change) => `${change.action} ${change.model} ${change.display}`)).toEqual([
    'create maintenance.window sw1: New firmware',
    'create maintenance.window sw2: New firmware',
  ]);
  expect(result.logsByGroup['run']?.[0]?.message).toBe('In maintenance until 2026-12-02T02:00:00.000Z');
  expect(await result.em.count(MaintenanceWindow, { device: { name: 'sw1' } })).toBe(1);
});

test('no window is longer than the settings allow', async () => {
  const seed = (em: EntityManager): void => {
    seedDevices(em);
  };
  const data = { ...night, hours: 10 };

  const byDefault = await runJob(OpenWindow, { models, data, seed });
  const stricter = await runJob(OpenWindow, { models, data, seed, pluginSettings: { maintenance: { maxHours: 8 } } });

  expect(byDefault.status).toBe('completed');
  expect(stricter).toMatchObject({
    status: 'failed',
    error: { message: 'A window may be open for 8 hours at most.' },
    changes: [],
  });
});

test('a start that is no time ends the run with a sentence', async () => {
  const result = await runJob(OpenWindow, {
    models,
    data: { ...night, start: 'tonight' },
    seed: (em) => {
      seedDevices(em);
    },
  });

  expect(result.error?.message).toBe('"tonight" is no time: write 2026-12-01T22:00:00Z.');
});

test('windows of one device that overlap are reported, those that follow each other are not', async () => {
  const result = await runJob(OverlappingWindows, {
    models,
    seed: (em) => {
      const [first, second] = seedDevices(em);
      if (!first || !second) throw new Error('There are two devices.');
      const at = (hour: number) => new Date(Date.UTC(2026, 11, 1, hour));
      em.create(MaintenanceWindow, { device: first, start: at(10), end: at(14), reason: 'Firmware' });
      em.create(MaintenanceWindow, { device: first, start: at(11), end: at(12), reason: 'Fans' });
      em.create(MaintenanceWindow, { device: first, start: at(13), end: at(15), reason: 'Power' });
      em.create(MaintenanceWindow, { device: second, start: at(10), end: at(11), reason: 'Cables' });
      em.create(MaintenanceWindow, { device: second, start: at(11), end: at(12), reason: 'Labels' });
    },
  });

  expect(result.status).toBe('failed');
  expect(result.logs.map(({ object, message }) => `${object?.display} ${message}`)).toEqual([
    'sw1 "Fans" begins before "Firmware" has ended.',
    'sw1 "Power" begins before "Firmware" has ended.',
  ]);
});
