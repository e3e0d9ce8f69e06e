import { expect, test } from 'vitest';
import { moduleFileOf, modulePathOf } from './module-names.ts';

test('Folders of a module become dots, and the path of a job leads back to its file', () => {
  expect(modulePathOf('example.ts')).toBe('example');
  expect(modulePathOf('devices/access/checks.mjs')).toBe('devices.access.checks');
  expect(moduleFileOf('local/devices.access.checks/Cabling')).toBe('devices/access/checks');
  expect(moduleFileOf('git.network/checks/Cabling')).toBe('checks');
  expect(moduleFileOf('plugin/my_plugin.jobs.devices.checks/Cabling')).toBe('devices/checks');
});

test('A name that cannot stand in a path has none', () => {
  expect(modulePathOf('my jobs.ts')).toBeUndefined();
  expect(modulePathOf('v1.2/jobs.ts')).toBeUndefined();
});
