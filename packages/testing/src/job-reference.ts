import type { Job } from '@jobwright/sdk';

/** Says to the compiler whose variables and output a {@link JobReference} has. Never there at run time. */
declare const jobType: unique symbol;

/** A job by the file and the name of its class. Made by {@link jobIn}. */
export interface JobReference<Of extends Job = Job> {
  /** The file of the class. */
  readonly module: URL;
  /** Name under which the file exports it. */
  readonly name: string;
  readonly [jobType]?: Of;
}

/** A class that extends `Job`. */
export type JobClass<Of extends Job = Job> = abstract new () => Of;

/**
 * Names a job without importing it: with `import type`, nothing of its module is loaded into the test's process.
 *
 * @param module - file URL of its module, `new URL('../jobs/new_branch.ts', import.meta.url)`
 * @param name - name of its class
 * @example
 * ```ts
 * import type { NewBranch } from '../jobs/new_branch.ts';
 *
 * const newBranch = jobIn<NewBranch>(new URL('../jobs/new_branch.ts', import.meta.url), 'NewBranch');
 * const result = await runJob(newBranch, { data: { siteName: 'Rotterdam', switchCount: 2 } });
 * ```
 */
export function jobIn<Of extends Job = Job>(module: URL, name: string): JobReference<Of> {
  return { module, name };
}
