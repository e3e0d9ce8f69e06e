import { Device, DeviceRole, DeviceType, Manufacturer, Site, Status } from '@jobwright/inventory';
import { runJob } from '@jobwright/testing';
import type { EntityManager } from '@mikro-orm/core';
import { expect, test } from 'vitest';
import { NewBranch } from './new_branch.ts';

// #region seed
function seed(em: EntityManager): void {
  em.create(Status, { name: 'Planned', slug: 'planned' });
  em.create(DeviceRole, { name: 'Access Switch', slug: 'access-switch' });
  const manufacturer = em.create(Manufacturer, { name: 'Cisco', slug: 'cisco' });
  em.create(DeviceType, { manufacturer, model: 'C9300-48P', slug: 'c9300-48p' });
}
// #endregion seed

// #region dry-run
test('a dry run shows the site and its switches, and leaves nothing', async () => {
  const result = await runJob(NewBranch, {
    data: { siteName: 'Rotterdam', switchCount: 2, switchModel: { model: 'C9300-48P' } },
    commit: false,
    seed,
  });

  expect(result.status).toBe('completed');
  expect(result.changes.map((change) => `${change.action} ${change.model} ${change.display}`)).toEqual([
    'create dcim.site Rotterdam',
    'create dcim.device rotterdam-switch1',
    'create dcim.device rotterdam-switch2',
  ]);
  expect(await result.em.count(Site, {})).toBe(0);
});
// #endregion dry-run

// #region details
test('a switch is planned, of the given model, and in the table that is returned', async () => {
  const result = await runJob(NewBranch, {
    data: { siteName: 'Rotterdam', switchCount: 1, switchModel: { model: 'C9300-48P' } },
    commit: true,
    seed,
  });

  const created = result.changes.find((change) => change.model === 'dcim.device');
  expect(created?.fields).toMatchObject({ name: { after: 'rotterdam-switch1' }, serial: { after: '' } });
  const device = await result.em.findOneOrFail(Device, { id: created?.id }, { populate: ['status', 'deviceType'] });
  expect([device.status.slug, device.deviceType.model]).toEqual(['planned', 'C9300-48P']);
  expect(result.output).toBe('name,make,model\nrotterdam-switch1,Cisco,C9300-48P');
  expect(result.logsByGroup['run']?.map((entry) => entry.message)).toEqual(['Created new site', 'Created new switch']);
});
// #endregion details

// #region refused
test('an unknown model is refused before anything runs', async () => {
  const run = runJob(NewBranch, {
    data: { siteName: 'Rotterdam', switchCount: 0, switchModel: { model: 'Unknown' } },
    seed,
  });

  await expect(run).rejects.toMatchObject({
    code: 'JOBWRIGHT_INPUT_INVALID',
    fields: { switchCount: expect.anything(), switchModel: expect.anything() },
  });
});

test('a second site of the same name is an error, and nothing of the run stays', async () => {
  const result = await runJob(NewBranch, {
    data: { siteName: 'Rotterdam', switchCount: 1, switchModel: { model: 'C9300-48P' } },
    commit: true,
    seed: async (em) => {
      seed(em);
      await em.flush();
      const status = await em.findOneOrFail(Status, { slug: 'planned' });
      em.create(Site, { name: 'Rotterdam', slug: 'rotterdam', status });
    },
  });

  expect(result.status).toBe('errored');
  expect(result.error?.name).toBe('UniqueConstraintViolationException');
  expect(result.committed).toBe(false);
});
// #endregion refused

// #region user
test('a user who may not see device types cannot choose one', async () => {
  const run = runJob(NewBranch, {
    data: { siteName: 'Rotterdam', switchCount: 1, switchModel: { model: 'C9300-48P' } },
    user: { username: 'ada', permissions: [{ objectTypes: ['dcim.site'], actions: ['view', 'add'] }] },
    seed,
  });

  await expect(run).rejects.toThrow('You may not view any device type.');
});
// #endregion user
