import { expect, test } from 'vitest';
import { advisoryLockKeys, identityLockFamily, syncLockFamily, workerLockFamily } from './advisory-locks.ts';

test('no two locks of the platform share their numbers', () => {
  const pairs = Object.values(advisoryLockKeys).map((key) => key.join('/'));
  const families = [advisoryLockKeys.migrate[0], syncLockFamily, identityLockFamily, workerLockFamily];

  expect(new Set(pairs).size).toBe(pairs.length);
  expect(new Set(families).size).toBe(families.length);
});
