import { JobDefinitionError, VariableNameError } from '../errors.ts';
import { Job } from '../job.ts';
import { isVariable, type Variable } from '../variables/variable.ts';
import { describeVariable } from './describe-variable.ts';
import type { JobDescriptor, ModuleDescriptor, VariableDescriptor } from './descriptor.ts';
import { type JobClass, jobClasses, type JobClassesOptions } from './job-classes.ts';
import { jobMethods } from './job-methods.ts';
import type { ModelRegistry } from './model-registry.ts';
import { readMeta } from './read-meta.ts';
import { siteOfVariable } from './variable-sites.ts';

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
  const declared = readVariables(className, jobClass, job);
  const methods = jobMethods(job);
  const [first] = declared;
  if (first && !methods.includes('run')) {
    throw definedAt(
      { jobClass, name: first[0] },
      new JobDefinitionError(
        `${className} has variables (${declared.map(([name]) => name).join(', ')}) but no run method, the only one that receives their values. Add: override async run(data: JobData<${className}>, commit: boolean) { … }`,
      ),
    );
  }
  const variables = declared.map(([name, variable]) => {
    try {
      return describeVariable(name, variable, models);
    } catch (error) {
      throw error instanceof JobDefinitionError ? definedAt({ jobClass, name }, error) : error;
    }
  });
  assertReferences(className, jobClass, variables);
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
function readVariables(className: string, jobClass: JobClass, job: Job): [string, Variable][] {
  const variables: [string, Variable][] = [];
  for (const [name, value] of Object.entries(job)) {
    if (!isVariable(value)) continue;
    const problem = problemOfName(name);
    if (problem !== undefined) {
      throw definedAt({ jobClass, name }, new VariableNameError(`${className} has a variable ${problem}`));
    }
    variables.push([name, value]);
  }
  return variables;
}

function problemOfName(name: string): string | undefined {
  if (name in Job.prototype || optionalMembers.has(name)) {
    return `named "${name}", which is a member of Job. Rename the variable.`;
  }
  if (name.startsWith('_')) {
    return `named "${name}". Names that begin with "_" control requests (_commit). Rename the variable.`;
  }
  return name.length > NAME_LIMIT ? `whose name is longer than ${NAME_LIMIT} characters: "${name}".` : undefined;
}

/** The same error with the definition of a variable as its place: authors are shown that line of their file. */
function definedAt<Thrown extends Error>(
  { jobClass, name }: { readonly jobClass: JobClass; readonly name: string },
  error: Thrown,
): Thrown {
  const frames = siteOfVariable(jobClass, name);
  if (frames !== undefined) error.stack = `${error.name}: ${error.message}\n${frames}`;
  return error;
}

/** `'$region'` in `queryParams` must name another variable of the job: otherwise the filter would silently fall away. */
function assertReferences(className: string, jobClass: JobClass, variables: readonly VariableDescriptor[]): void {
  const names = new Set(variables.map((variable) => variable.name));
  for (const { name, queryParams = {} } of variables) {
    for (const [parameter, value] of Object.entries(queryParams)) {
      for (const item of [value].flat()) {
        if (typeof item !== 'string' || !item.startsWith('$')) continue;
        if (names.has(item.slice(1)) && item.slice(1) !== name) continue;
        throw definedAt(
          { jobClass, name },
          new JobDefinitionError(
            `queryParams.${parameter} of ${className}.${name} refers to "${item}", which is no other variable of the job.`,
          ),
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
    ...('Meta' in jobClass ? ['Meta has no effect: did you mean static override meta?'] : []),
    ...['name', 'description']
      .filter((key) => typeof Reflect.get(job, key) === 'string')
      .map((key) => `The field ${key} has no effect: did you mean static override meta = { ${key}: … }?`),
  ];
}
