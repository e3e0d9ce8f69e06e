import { expect, test } from 'vitest';
import { compareJobs } from './compare-jobs.ts';
import type { BrokenModule, JobList, ListedJob } from './job-list.ts';

function job(path: string, part: Partial<ListedJob> = {}): ListedJob {
  return { path, module: path.split('/', 2).join('/'), variables: [], warnings: [], digest: '1', ...part };
}

function list(jobs: readonly ListedJob[], broken: readonly BrokenModule[] = []): JobList {
  return { jobs, broken };
}

const problem: BrokenModule = {
  module: 'local/a',
  file: 'a.ts',
  error: { code: 'JOBWRIGHT_COMPILE_SYNTAX', message: 'Unexpected ";"' },
};

test('jobs come, go, and change with their code', () => {
  const before = list([job('local/a/Stays'), job('local/a/Goes'), job('local/b/Changes')]);
  const now = list([job('local/a/Stays'), job('local/a/Comes'), job('local/b/Changes', { digest: '2' })]);

  const { added, changed, removed } = compareJobs(before, now);

  expect(added.map(({ path }) => path)).toEqual(['local/a/Comes']);
  expect(changed.map(({ path }) => path)).toEqual(['local/b/Changes']);
  expect(removed.map(({ path }) => path)).toEqual(['local/a/Goes']);
});

test('a changed job tells which of its variables came and went', () => {
  const before = list([job('local/a/A', { variables: ['site: dcim.site', 'count: integer'] })]);
  const now = list([job('local/a/A', { variables: ['site: dcim.site', 'count?: integer'], digest: '2' })]);

  expect(compareJobs(before, now).changed).toMatchObject([
    { addedVariables: ['count?: integer'], removedVariables: ['count: integer'] },
  ]);
});

test('the jobs of a module that breaks are no change, and it is named until it works again', () => {
  const fine = list([job('local/a/A')]);
  const broken = list([job('local/a/A')], [problem]);

  expect(compareJobs(fine, broken)).toEqual({ added: [], changed: [], removed: [], broken: [problem], mended: [] });
  expect(compareJobs(broken, broken)).toMatchObject({ broken: [problem], mended: [] });
  expect(compareJobs(broken, fine)).toMatchObject({ broken: [], mended: ['local/a'] });
});
