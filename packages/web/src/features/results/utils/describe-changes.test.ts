import { expect, test } from 'vitest';
import { countActions, describeChanges } from './describe-changes.ts';

const counts = countActions([
  { action: 'create', count: 10 },
  { action: 'create', count: 2 },
  { action: 'update', count: 1 },
]);

test('counts over all models', () => {
  expect(counts).toEqual({ create: 12, update: 1, delete: 0 });
});

test('says whether it has happened', () => {
  expect(describeChanges({ commit: false, changes_committed: false }, counts)).toBe(
    'This run would create 12 objects and update 1 object. It was a dry run: nothing has changed.',
  );
  expect(describeChanges({ commit: true, changes_committed: true }, counts)).toBe(
    'This run created 12 objects and updated 1 object. The changes are in the database.',
  );
  expect(describeChanges({ commit: true, changes_committed: false }, counts)).toBe(
    'This run would have created 12 objects and updated 1 object, but its changes were taken back.',
  );
});
