import { expect, test } from 'vitest';
import { jobAccessOf, type JobAccessRule } from './job-access.ts';

const rules: readonly JobAccessRule[] = [
  { jobs: 'git.branches/report/*', actAs: 'platform', allow: { 'dcim.*': ['view'] } },
  { jobs: 'git.branches/*', actAs: 'platform' },
  { jobs: 'local/import/Import', actAs: 'user' },
  { jobs: 'local/*', allow: { '*': ['view'] } },
];

test.each([
  ['git.branches/report/Ports', 'platform', { 'dcim.*': ['view'] }],
  ['git.branches/create/Branch', 'platform', undefined],
  ['git.others/create/Branch', 'user', undefined],
  ['local/import/Import', 'user', undefined],
  ['local/import/ImportAll', 'platform', { '*': ['view'] }],
  ['plugin/x.jobs.a/B', 'platform', undefined],
])('%s acts as %s and may do %j', (path, actAs, allow) => {
  expect(jobAccessOf(rules, path)).toMatchObject({ actAs, allow });
});

test('a pattern without a star is a whole path', () => {
  expect(jobAccessOf([{ jobs: 'git.a', actAs: 'platform' }], 'git.a/b/C').actAs).toBe('user');
});
