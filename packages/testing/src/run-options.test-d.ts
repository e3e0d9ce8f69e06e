import type { Site } from '@jobwright/inventory';
import type { IPAddress } from '@jobwright/sdk';
import { expectTypeOf, test } from 'vitest';
import type { ReadAll, Rename } from './fixtures/tested-jobs.ts';
import { ReadAll as ReadAllClass } from './fixtures/tested-jobs.ts';
import { jobIn } from './job-reference.ts';
import { runJob } from './run-job.ts';
import type { RunJobData, RunJobOptions } from './run-options.ts';

declare const site: Site;

test('data has the variables of the class but its files, objects in any form that says which one', () => {
  expectTypeOf<keyof RunJobData<ReadAll>>().toEqualTypeOf<'address' | 'sites' | 'abort' | 'break'>();
  expectTypeOf<RunJobData<Rename>['to']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<RunJobData<ReadAll>['address']>().toEqualTypeOf<IPAddress | string | undefined>();
  expectTypeOf({ site, to: 'x' }).toExtend<RunJobData<Rename>>();
  expectTypeOf({ site: { slug: 'delft' } }).toExtend<RunJobData<Rename>>();
  expectTypeOf({ site: 5 }).not.toExtend<RunJobData<Rename>>();
});

test('files are those variables that are files', () => {
  expectTypeOf<keyof NonNullable<RunJobOptions<ReadAll>['files']>>().toEqualTypeOf<'upload'>();
});

test('a wrong value is an error of the compiler, for a class as for a reference', () => {
  // @ts-expect-error a boolean
  const byClass = () => runJob(ReadAllClass, { data: { abort: 'yes' } });
  // @ts-expect-error no such variable
  const byReference = () => runJob(jobIn<ReadAll>(new URL('file:///x.ts'), 'ReadAll'), { data: { other: 1 } });

  expectTypeOf(byClass).toBeFunction();
  expectTypeOf(byReference).toBeFunction();
});
