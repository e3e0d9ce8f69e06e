import { toJsonSchema, type VariableDescriptor, type VariableKind } from '@jobwright/sdk/internal';
import type { ModelCatalog } from '../models/model-catalog.ts';
import type { JobModule } from './job-module.entity.ts';
import type { JobVariable } from './jobs.schemas.ts';
import type { JobRow, LatestResultRow } from './read-jobs.ts';
import { variableWarnings } from './variable-warnings.ts';

const jsonSchemaDialect = 'https://json-schema.org/draft/2020-12/schema';

/** Where jobs are shown. */
export interface JobPlace {
  readonly baseUrl: string;
  readonly catalog: ModelCatalog;
}

/** A job as lists show it. */
export function serializeJob(
  { baseUrl, catalog }: JobPlace,
  job: JobRow,
  latestResult: LatestResultRow | undefined,
): Record<string, unknown> {
  const { descriptor } = job;
  const url = jobUrl(baseUrl, job.id);
  return {
    id: job.id,
    url,
    display: job.name,
    class_path: job.classPath,
    class_name: job.className,
    name: job.name,
    description: job.description,
    source: job.source,
    module_name: job.modulePath,
    grouping: job.moduleTitle,
    module: { id: job.moduleId, url: jobModuleUrl(baseUrl, job.moduleId), display: job.moduleTitle },
    enabled: job.enabled,
    installed: job.installed,
    hidden: descriptor.hidden,
    read_only: descriptor.readOnly,
    commit_default: descriptor.commitDefault,
    singleton: descriptor.singleton,
    soft_time_limit_ms: descriptor.softTimeLimitMs ?? null,
    time_limit_ms: descriptor.timeLimitMs ?? null,
    warnings: [...descriptor.warnings, ...variableWarnings(catalog, descriptor.variables)],
    bundle_digest: job.bundleDigest,
    created: job.created,
    last_updated: job.lastUpdated,
    run_url: `${url}run/`,
    variables_url: `${url}variables/`,
    latest_result: latestResult ? serializeLatest(baseUrl, job, latestResult) : null,
  };
}

/** A job as its own page shows it. */
export function serializeJobDetail(
  context: JobPlace,
  {
    job,
    latestResult,
    mayRun,
  }: { readonly job: JobRow; readonly latestResult: LatestResultRow | undefined; readonly mayRun: boolean },
): unknown {
  const { variables } = job.descriptor;
  return {
    ...serializeJob(context, job, latestResult),
    may_run: mayRun,
    variables: variables.map((variable) => serializeVariable(context, variable)),
    data_schema: {
      $schema: jsonSchemaDialect,
      title: job.name,
      ...toJsonSchema(variables.map((variable) => ({ ...variable, schema: publicSchema(variable) }))),
    },
  };
}

/** A broken module stays listed, with what is wrong with it. */
export function serializeJobModule(baseUrl: string, module: JobModule): Record<string, unknown> {
  return {
    id: module.id,
    url: jobModuleUrl(baseUrl, module.id),
    display: module.displayName,
    source: module.source,
    slug: module.slug,
    module_path: module.modulePath,
    source_file: module.sourceFile,
    installed: module.installed,
    git_commit: module.gitCommit ?? null,
    error: module.error ?? null,
    created: module.created.toISOString(),
    last_updated: module.lastUpdated.toISOString(),
  };
}

export function serializeVariable(context: JobPlace, variable: VariableDescriptor): JobVariable {
  const model = variable.model === undefined ? undefined : context.catalog.find(variable.model);
  return dropUndefined({
    name: variable.name,
    type: typeNames[variable.kind],
    kind: variable.kind,
    label: variable.label,
    help_text: variable.description,
    required: variable.required,
    default: variable.sensitive === true ? undefined : variable.default,
    widget: variable.widget,
    sensitive: variable.sensitive === true,
    min_length: variable.minLength,
    max_length: variable.maxLength,
    regex: variable.regex,
    regex_flags: variable.regexFlags,
    min_value: variable.minValue,
    max_value: variable.maxValue,
    choices: variable.choices?.map(([value, label]) => ({ value, label })),
    model: variable.model,
    model_url: model && `${context.baseUrl}${model.path}`,
    display_field: variable.displayField,
    query_params: variable.queryParams,
    null_option: variable.nullOption,
    min_prefix_length: variable.minPrefixLength,
    max_prefix_length: variable.maxPrefixLength,
    schema: publicSchema(variable),
  });
}

/** The schema without what must not be shown. */
function publicSchema({ schema, sensitive }: VariableDescriptor): VariableDescriptor['schema'] {
  if (sensitive !== true) return schema;
  const { default: _secret, examples: _examples, ...shown } = schema;
  return shown;
}

export function jobUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/api/extras/jobs/${id}/`;
}

function jobModuleUrl(baseUrl: string, id: string): string {
  return `${baseUrl}/api/extras/job-modules/${id}/`;
}

function serializeLatest(baseUrl: string, job: JobRow, result: LatestResultRow): unknown {
  return {
    id: result.id,
    url: `${baseUrl}/api/extras/job-results/${result.id}/`,
    display: job.name,
    status: statusWire(result.status),
    created: result.created,
    user_name: result.userName,
  };
}

/** A status as value and label, as REST shows choices. */
export function statusWire(value: string): { readonly value: string; readonly label: string } {
  return { value, label: value.charAt(0).toUpperCase() + value.slice(1) };
}

const typeNames: Readonly<Record<VariableKind, string>> = {
  string: 'StringVar',
  text: 'TextVar',
  integer: 'IntegerVar',
  boolean: 'BooleanVar',
  choice: 'ChoiceVar',
  'multi-choice': 'MultiChoiceVar',
  object: 'ObjectVar',
  'multi-object': 'MultiObjectVar',
  file: 'FileVar',
  'ip-address': 'IPAddressVar',
  'ip-address-with-mask': 'IPAddressWithMaskVar',
  'ip-network': 'IPNetworkVar',
};

function dropUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
