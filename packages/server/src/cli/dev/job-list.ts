import type { VariableDescriptor } from '@jobwright/sdk/internal';
import type { Database } from '../../database/orm.ts';
import { JobModule, type JobModuleError } from '../../modules/jobs/job-module.entity.ts';
import { Job } from '../../modules/jobs/job.entity.ts';

/** The jobs of the jobs folder as the platform has them at one time. */
export interface JobList {
  readonly jobs: readonly ListedJob[];
  readonly broken: readonly BrokenModule[];
}

export interface ListedJob {
  /** `local/hello/ActivateSite`. */
  readonly path: string;
  /** `local/hello`. */
  readonly module: string;
  /** As the author declared them, in words: `site: dcim.site`, `note?: text`. */
  readonly variables: readonly string[];
  /** What works but was probably meant otherwise. */
  readonly warnings: readonly string[];
  /** Differs when the code does. */
  readonly digest: string;
}

export interface BrokenModule {
  /** `local/hello`. */
  readonly module: string;
  /** File of the module, below the jobs folder. */
  readonly file: string;
  readonly error: JobModuleError;
}

/** Reads what discovery has stored of the source `local`. */
export async function readJobList({ orm }: Database): Promise<JobList> {
  const em = orm.em.fork();
  const modules = await em.find(JobModule, { source: 'local', installed: true }, { orderBy: { modulePath: 'asc' } });
  const jobs = await em.find(
    Job,
    { installed: true, module: { source: 'local', installed: true } },
    { populate: ['module'], orderBy: { classPath: 'asc' } },
  );
  return {
    jobs: jobs.map(({ classPath, module, descriptor, bundle }) => ({
      path: classPath,
      module: `local/${module.$.modulePath}`,
      variables: descriptor.variables.map((variable) => describeVariable(variable)),
      warnings: descriptor.warnings,
      digest: bundle.digest,
    })),
    broken: modules.flatMap(({ modulePath, sourceFile, error }) =>
      error ? [{ module: `local/${modulePath}`, file: sourceFile, error }] : [],
    ),
  };
}

/** `site: dcim.site`, `devices: dcim.device[]`, `note?: text`: near to how it is written in TypeScript. */
function describeVariable({ name, kind, model, required, default: standard }: VariableDescriptor): string {
  const isOptional = !required || standard !== undefined;
  const type = kind === 'object' ? (model ?? kind) : kind === 'multi-object' ? `${model ?? 'object'}[]` : kind;
  return `${name}${isOptional ? '?' : ''}: ${type}`;
}
