import { Job } from '../job.ts';

/** A class of a job that can be created. */
export type JobClass = (new () => Job) & Pick<typeof Job, 'meta'>;

export interface JobClassesOptions {
  /** Names that the module itself declares, in the order of its source. Left out: all exports count as its own. */
  readonly localExports?: readonly string[];
  /** Exports that are declared `abstract`: the keyword leaves no trace at run time. */
  readonly abstractNames?: readonly string[];
}

/** The jobs among the exports of a module, under the names of their paths, in order of declaration. */
export function jobClasses(
  moduleExports: Readonly<Record<string, unknown>>,
  { localExports, abstractNames = [] }: JobClassesOptions = {},
): Map<string, JobClass> {
  const jobs = new Map<string, JobClass>();
  const seen = new Set<unknown>();
  for (const exportName of localExports ?? Object.keys(moduleExports)) {
    const candidate = moduleExports[exportName];
    if (!isJobClass(candidate) || isAbstract(candidate) || abstractNames.includes(exportName)) continue;
    if (seen.has(candidate)) continue;
    seen.add(candidate);
    jobs.set(exportName === 'default' ? candidate.name : exportName, candidate);
  }
  return jobs;
}

/** The job of this name among the exports of a module; `undefined` when there is none. */
export function findJobClass(
  moduleExports: Readonly<Record<string, unknown>>,
  className: string,
): JobClass | undefined {
  return jobClasses(moduleExports).get(className);
}

function isJobClass(value: unknown): value is JobClass {
  return typeof value === 'function' && value.prototype instanceof Job;
}

/** Not inherited: jobs below an abstract base are jobs. */
function isAbstract(jobClass: JobClass): boolean {
  return Object.hasOwn(jobClass, 'meta') && jobClass.meta?.abstract === true;
}
