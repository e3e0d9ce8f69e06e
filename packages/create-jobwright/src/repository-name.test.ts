import { expect, test } from 'vitest';
import { assertRepositoryName } from './repository-name.ts';

test.for(['jobs', 'my-jobs', '0', 'net.jobs_2', 'a'.repeat(214)])('%s is a name', (name) => {
  expect(() => assertRepositoryName(name)).not.toThrow();
});

test.for([
  ['My Jobs', 'my-jobs'],
  ['Geräte', 'gerate'],
  ['.jobs', 'jobs'],
  ['@company/jobs', 'company-jobs'],
  ['a'.repeat(215), 'a'.repeat(214)],
  ['node_modules', 'my-jobs'],
  ['任务', 'my-jobs'],
  ['', 'my-jobs'],
])('%s is none, and %s is suggested', ([name, suggestion]) => {
  expect(() => assertRepositoryName(name!)).toThrow(
    expect.objectContaining({
      code: 'JOBWRIGHT_CREATE_NAME_INVALID',
      message: expect.stringContaining(`"${suggestion}"?`),
    }),
  );
});
