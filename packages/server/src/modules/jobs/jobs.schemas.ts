import { VariableDescriptorSchema } from '@jobwright/sdk/internal';
import { errorResponses, nullable, pageOf, pageQuery } from '../../http/response-schemas.ts';
import { Type, type Static, type TSchema } from '../../http/typebox.ts';

const nestedRef = Type.Ref('NestedObject');
const descriptor = VariableDescriptorSchema.properties;

/** A variable of a job: everything that a form, or a client that checks before it sends, needs to know. */
export const JobVariableSchema = Type.Object(
  {
    name: descriptor.name,
    type: Type.String({ description: 'Kind of variable as authors write it: `StringVar`, `ObjectVar`…' }),
    kind: descriptor.kind,
    label: descriptor.label,
    help_text: Type.String(),
    required: descriptor.required,
    default: Type.Optional(Type.Unknown({ description: 'In the form in which a client would send it.' })),
    widget: descriptor.widget,
    sensitive: Type.Boolean({ description: 'The value is never stored or shown.' }),
    min_length: descriptor.minLength,
    max_length: descriptor.maxLength,
    regex: descriptor.regex,
    regex_flags: descriptor.regexFlags,
    min_value: descriptor.minValue,
    max_value: descriptor.maxValue,
    choices: Type.Optional(
      Type.Array(Type.Object({ value: Type.String(), label: Type.String() }), { description: 'Allowed values.' }),
    ),
    model: Type.Optional(Type.String({ description: 'Label of the model: `dcim.device`.' })),
    model_url: Type.Optional(Type.String({ description: 'Address of the list of the model’s objects.' })),
    display_field: descriptor.displayField,
    query_params: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Filters of the model’s list. A value `$name` stands for the value of another variable.',
      }),
    ),
    null_option: descriptor.nullOption,
    min_prefix_length: descriptor.minPrefixLength,
    max_prefix_length: descriptor.maxPrefixLength,
    schema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of the value.' }),
  },
  { $id: 'JobVariable' },
);

/** The last run of a job, in short. */
export const LatestResultSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    status: Type.Ref('RunStatus'),
    created: Type.String({ format: 'date-time' }),
    user_name: Type.String(),
  },
  { $id: 'LatestJobResult' },
);

export const JobSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid', description: 'Stays the same over all versions of the code.' }),
    url: Type.String(),
    display: Type.String(),
    class_path: Type.String({ description: '`<source>/<module>/<Class>`' }),
    class_name: Type.String(),
    name: Type.String(),
    description: Type.String({ description: 'Markdown.' }),
    source: Type.Union([Type.Literal('local'), Type.Literal('git'), Type.Literal('plugin')]),
    module_name: Type.String(),
    grouping: Type.String({ description: 'Name under which the jobs of the module are listed.' }),
    module: nestedRef,
    enabled: Type.Boolean({ description: 'False: it cannot be run.' }),
    installed: Type.Boolean({ description: 'False: its source is gone.' }),
    hidden: Type.Boolean(),
    read_only: Type.Boolean({ description: 'It never writes and offers no commit control.' }),
    commit_default: Type.Boolean({ description: 'Whether a run commits when the request does not say.' }),
    singleton: Type.Boolean(),
    soft_time_limit_ms: nullable(Type.Integer()),
    time_limit_ms: nullable(Type.Integer()),
    warnings: Type.Array(Type.String(), { description: 'What its author should know.' }),
    bundle_digest: Type.String({ description: 'SHA-256 of the code that the next run executes.' }),
    created: Type.String({ format: 'date-time' }),
    last_updated: Type.String({ format: 'date-time' }),
    run_url: Type.String(),
    variables_url: Type.String(),
    latest_result: nullable(Type.Ref('LatestJobResult', { description: 'The last run, if the user may see it.' })),
  },
  { $id: 'Job' },
);

export const JobDetailSchema = Type.Object(
  {
    ...JobSchema.properties,
    may_run: Type.Boolean({ description: 'Whether you have the permission to run it.' }),
    variables: Type.Array(Type.Ref('JobVariable'), { description: 'In the order in which a form shows them.' }),
    data_schema: Type.Record(Type.String(), Type.Unknown(), { description: 'JSON Schema of `data` of a run request.' }),
  },
  { $id: 'JobDetail' },
);

/** Code of a job, as its author wrote it. */
export const JobSourceSchema = Type.Object(
  {
    files: Type.Array(
      Type.Object({ path: Type.String({ description: 'As stacks name it.' }), content: Type.String() }),
    ),
  },
  { $id: 'JobSource' },
);

export const JobModuleSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    source: Type.String(),
    slug: Type.String(),
    module_path: Type.String(),
    source_file: Type.String(),
    installed: Type.Boolean(),
    git_commit: nullable(Type.String()),
    error: nullable(
      Type.Object({
        code: Type.String(),
        message: Type.String(),
        file: Type.Optional(Type.String()),
        line: Type.Optional(Type.Integer()),
        column: Type.Optional(Type.Integer()),
        excerpt: Type.Optional(Type.String()),
      }),
    ),
    created: Type.String({ format: 'date-time' }),
    last_updated: Type.String({ format: 'date-time' }),
  },
  { $id: 'JobModule' },
);

/** Body of a run request. Only for the document: the route reads it itself, to answer each mistake in its own words. */
export const RunRequestSchema = Type.Object(
  {
    data: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'Values of the job’s variables, see its `data_schema`.',
      }),
    ),
    commit: Type.Optional(Type.Boolean({ description: 'Make the changes durable. Default: the job’s own.' })),
    schedule: Type.Optional(Type.Ref('ScheduleRequest', { description: 'When to run. Default: at once.' })),
  },
  { $id: 'RunRequest' },
);

export const RunAnswerSchema = Type.Object(
  {
    job_result: nullable(Type.Ref('JobResultDetail', { description: 'The run. Null: it comes later.' })),
    schedule: nullable(Type.Ref('ScheduledJob', { description: 'The schedule. Null: the run was started.' })),
    warning: Type.Optional(Type.String({ description: 'Nothing takes runs at the moment; this one waits.' })),
  },
  { $id: 'RunAnswer' },
);

export const RunErrorsSchema = Type.Object({ errors: Type.Array(Type.String()) }, { $id: 'RunErrors' });

/** The two forms of a run request. */
export const runBody = {
  content: {
    'application/json': { schema: Type.Ref('RunRequest') },
    'multipart/form-data': {
      schema: Type.Object(
        {
          _commit: Type.Optional(Type.String({ description: 'As `commit` of the JSON form.' })),
          _wait: Type.Optional(Type.String({ description: 'As the query parameter `wait`.' })),
          _schedule_interval: Type.Optional(Type.String({ description: 'As `interval` of `schedule`.' })),
          _schedule_start_time: Type.Optional(Type.String({ description: 'As `start_time` of `schedule`.' })),
          _schedule_crontab: Type.Optional(Type.String({ description: 'As `crontab` of `schedule`.' })),
          _schedule_time_zone: Type.Optional(Type.String({ description: 'As `time_zone` of `schedule`.' })),
          _schedule_name: Type.Optional(Type.String({ description: 'As `name` of `schedule`.' })),
        },
        { additionalProperties: true, description: 'Values of variables, and files.' },
      ),
    },
  },
};

export const runQuery = Type.Object({
  wait: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 300, description: 'Seconds to wait for the end of the run before answering.' }),
  ),
  require_worker: Type.Optional(
    Type.Boolean({ default: false, description: 'Answer 503 rather than wait for a worker.' }),
  ),
});

export const jobParams = Type.Object({ id: Type.String({ description: 'The job’s UUID.' }) });
export const jobPathParams = Type.Object({
  source: Type.String({ description: '`local`, `git.<repository>` or `plugin`.' }),
  module: Type.String(),
  className: Type.String(),
});

export const JobPatchSchema = Type.Object(
  { enabled: Type.Optional(Type.Boolean({ description: 'False: the job stays listed and cannot be run.' })) },
  { additionalProperties: false },
);

export const jobListQuery = Type.Object({
  ...pageQuery,
  q: Type.Optional(Type.String({ description: 'Part of name, path or description.' })),
  ordering: Type.Optional(Type.String()),
  source: Type.Optional(Type.String()),
  module_name: Type.Optional(Type.String()),
  grouping: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  class_path: Type.Optional(Type.String()),
  enabled: Type.Optional(Type.Boolean()),
  installed: Type.Optional(Type.Boolean()),
  hidden: Type.Optional(Type.Boolean()),
  read_only: Type.Optional(Type.Boolean()),
});

export const jobListResponses = { 200: pageOf(Type.Ref('Job'), 'A page of jobs.'), ...errorResponses };

export const runResponses: Record<number, TSchema> = {
  ...errorResponses,
  201: Type.Ref('RunAnswer', { description: 'The run is accepted.' }),
  400: Type.Union([Type.Ref('RunErrors'), Type.Ref('FieldErrors'), Type.Ref('Error')], {
    description: 'The input is not valid: problems of each variable under its name. Nothing was started.',
  }),
  405: Type.Ref('Error', { description: 'The source of the job is gone.' }),
  409: Type.Ref('Error', { description: 'The job runs already and allows one run.' }),
  413: Type.Ref('Error', { description: 'A file or the whole body is too large.' }),
  503: Type.Ref('Error', { description: 'No worker is running, and the request asked for one.' }),
};

export type JobVariable = Static<typeof JobVariableSchema>;

export const jobComponents: readonly TSchema[] = [
  JobVariableSchema,
  LatestResultSchema,
  JobSchema,
  JobDetailSchema,
  JobSourceSchema,
  JobModuleSchema,
  RunRequestSchema,
  RunAnswerSchema,
  RunErrorsSchema,
];
