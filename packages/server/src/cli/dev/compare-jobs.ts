import type { BrokenModule, JobList, ListedJob } from './job-list.ts';

/** What became of the jobs between two looks at them. */
export interface JobChanges {
  readonly added: readonly ListedJob[];
  readonly changed: readonly ChangedJob[];
  readonly removed: readonly ListedJob[];
  /** Modules that do not work, be it since just now or for longer: they need somebody's eye until they do. */
  readonly broken: readonly BrokenModule[];
  /** Paths of modules that were broken and work again. */
  readonly mended: readonly string[];
}

/** A job with other code. */
export interface ChangedJob extends ListedJob {
  readonly addedVariables: readonly string[];
  readonly removedVariables: readonly string[];
}

/** Compares two looks at the jobs. Jobs of a broken module are those that it had before: they are no change. */
export function compareJobs(before: JobList, now: JobList): JobChanges {
  const known = new Map(before.jobs.map((job) => [job.path, job]));
  const present = new Set(now.jobs.map(({ path }) => path));
  const broken = new Set(now.broken.map(({ module }) => module));
  const missingIn = (some: readonly string[], others: readonly string[]) => some.filter((one) => !others.includes(one));
  return {
    added: now.jobs.filter(({ path }) => !known.has(path)),
    changed: now.jobs.flatMap((job) => {
      const old = known.get(job.path);
      if (old === undefined || old.digest === job.digest) return [];
      return {
        ...job,
        addedVariables: missingIn(job.variables, old.variables),
        removedVariables: missingIn(old.variables, job.variables),
      };
    }),
    removed: before.jobs.filter(({ path }) => !present.has(path)),
    broken: now.broken,
    mended: before.broken.map(({ module }) => module).filter((module) => !broken.has(module)),
  };
}

/** Whether anything at all is different. */
export function isSameList(a: JobList, b: JobList): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
