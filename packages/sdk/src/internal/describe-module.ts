import { JobDefinitionError, VariableNameError } from '../errors.ts';
import { Job } from '../job.ts';
import { isVariable, type Variable } from '../variables/variable.ts';
import { describeVariable } from './describe-variable.ts';
import type { JobDescriptor, ModuleDescriptor, VariableDescriptor } from './descriptor.ts';
import { type JobClass, jobClasses, type JobClassesOptions } from './job-classes.ts';
import { jobMethods } from './job-methods.ts';
import type { ModelRegistry } from './model-registry.ts';
import { readMeta } from './read-meta.ts';

export interface DescribeModuleOptions extends JobClassesOptions {
  /** The platform's models: variables name theirs by label. */
  readonly models: ModelRegistry;
}

const NAME_LIMIT = 100;
/** Members that exist only where an author writes them. */
const optionalMembers = new Set(['run', 'postRun']);

/**
 * Describes the jobs of a module. Executes the constructors of jobs, which define their variables, and nothing else.
 *
 * @throws {@link JobDefinitionError}, {@link VariableNameError} for a job that cannot work, and whatever a constructor throws
 */
export function describeModule(
  moduleExports: Readonly<Record<string, unknown>>,
  options: DescribeModuleOptions,
): ModuleDescriptor {
  const { name } = moduleExports;
  const jobs = [...jobClasses(moduleExports, options)].map(([className, jobClass]) =>
    describeJob(className, jobClass, options.models),
  );
  return { ...(typeof name === 'string' && name !== '' ? { name } : {}), jobs };
}

/** Describes one job: see {@link describeModule}. */
export function describeJob(className: string, jobClass: JobClass, models: ModelRegistry): JobDescriptor {
  const { meta, warnings } = readMeta(jobClass, className);
  const job = new jobClass();
  const declared = readVariables(className, job);
  const methods = jobMethods(job);
  if (declared.length > 0 && !methods.includes('run')) {
    throw new JobDefinitionError(
      `${className} has variables (${declared.map(([name]) => name).join(', ')}) but no run method, the only one that receives their values. Add: override async run(data: JobData<${className}>, commit: boolean) { … }`,
    );
  }
  const variables = declared.map(([name, variable]) => describeVariable(name, variable, models));
  assertReferences(className, variables);
  return {
    className,
    ...meta,
    variables: inFieldOrder(variables, meta.fieldOrder),
    methods,
    hasPostRun: typeof job.postRun === 'function',
    warnings: [
      ...warnings,
      ...unknownFields(variables, meta.fieldOrder),
      ...misplaced(jobClass, job),
      ...(methods.length === 0 ? ['The job has neither run nor test methods: it does nothing.'] : []),
    ],
  };
}

/** Own properties come in order of definition: fields of base classes first, a field that is defined again in its old place. */
function readVariables(className: string, job: Job): [string, Variable][] {
  const variables: [string, Variable][] = [];
  for (const [name, value] of Object.entries(job)) {
    if (!isVariable(value)) continue;
    if (name in Job.prototype || optionalMembers.has(name)) {
      throw new VariableNameError(
        `${className} has a variable named "${name}", which is a member of Job. Rename the variable.`,
      );
    }
    if (name.startsWith('_')) {
      throw new VariableNameError(
        `${className} has a variable named "${name}". Names that begin with "_" control requests (_commit). Rename the variable.`,
      );
    }
    if (name.length > NAME_LIMIT) {
      throw new VariableNameError(
        `${className} has a variable whose name is longer than ${NAME_LIMIT} characters: "${name}".`,
      );
    }
    variables.push([name, value]);
  }
  return variables;
}

/** `'$region'` in `queryParams` must name another variable of the job: otherwise the filter would silently fall away. */
function assertReferences(className: string, variables: readonly VariableDescriptor[]): void {
  const names = new Set(variables.map((variable) => variable.name));
  for (const { name, queryParams = {} } of variables) {
    for (const [parameter, value] of Object.entries(queryParams)) {
      for (const item of [value].flat()) {
        if (typeof item !== 'string' || !item.startsWith('$')) continue;
        if (names.has(item.slice(1)) && item.slice(1) !== name) continue;
        throw new JobDefinitionError(
          `queryParams.${parameter} of ${className}.${name} refers to "${item}", which is no other variable of the job.`,
        );
      }
    }
  }
}

function inFieldOrder(variables: readonly VariableDescriptor[], fieldOrder: readonly string[]): VariableDescriptor[] {
  const first = [...new Set(fieldOrder)].flatMap((name) => variables.filter((variable) => variable.name === name));
  return [...first, ...variables.filter((variable) => !first.includes(variable))];
}

function unknownFields(variables: readonly VariableDescriptor[], fieldOrder: readonly string[]): string[] {
  const unknown = [...new Set(fieldOrder)].filter((name) => variables.every((variable) => variable.name !== name));
  return unknown.map((name) => `meta.fieldOrder names "${name}", which is no variable of the job.`);
}

/** What looks like a part of the job but is none: habits from elsewhere. */
function misplaced(jobClass: JobClass, job: Job): string[] {
  const statics = Object.entries(jobClass).filter(([, value]) => isVariable(value));
  return [
    ...statics.map(([name]) => `${name} is a static field and so no variable of the job: remove "static".`),
    ...('post_run' in job ? ['post_run is never called: did you mean postRun?'] : []),
  ];
}
