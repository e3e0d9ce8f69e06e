import { nullable, pageQuery } from '../../http/response-schemas.ts';
import { Type, type TSchema } from '../../http/typebox.ts';
import { changeActions } from './change-entry.entity.ts';
import { EffectSchema, EffectSummarySchema } from './effects.schemas.ts';
import { runStatuses } from './run-status.ts';

const dateTime = Type.String({ format: 'date-time' });
const nestedRef = Type.Ref('NestedObject');

export const RunStatusSchema = Type.Object(
  {
    value: Type.Union(runStatuses.map((status) => Type.Literal(status))),
    label: Type.String(),
  },
  { $id: 'RunStatus' },
);

export const LogSummarySchema = Type.Object(
  {
    groups: Type.Array(
      Type.Object({
        group: Type.String(),
        success: Type.Integer(),
        info: Type.Integer(),
        warning: Type.Integer(),
        failure: Type.Integer(),
      }),
      { description: 'In order of first appearance.' },
    ),
    total: Type.Integer({ description: 'Entries of `log` and `logDebug` are not counted.' }),
  },
  { $id: 'LogSummary' },
);

export const LogGroupsSchema = Type.Object(
  {
    complete: Type.Boolean({ description: 'The run is over: no entry will follow.' }),
    last_seq: Type.Integer({ description: 'Sequence number of the last entry that is counted; 0 without any.' }),
    groups: Type.Array(
      Type.Object({
        group: Type.String(),
        counts: Type.Record(Type.String(), Type.Integer(), {
          description: 'Entries by level, those of `log` and `logDebug` among them.',
        }),
        matching: Type.Integer({ description: 'Entries that the filter lets through.' }),
      }),
      { description: 'In order of first appearance.' },
    ),
  },
  { $id: 'LogGroups' },
);

export const JobResultSchema = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    url: Type.String(),
    display: Type.String(),
    job: nullable(nestedRef),
    job_path: Type.String({ description: 'Stays when the job is gone.' }),
    name: Type.String({ description: 'Name of the job when the run was asked for.' }),
    status: Type.Ref('RunStatus'),
    commit: Type.Boolean(),
    read_only: Type.Boolean(),
    user: nullable(nestedRef),
    user_name: Type.String(),
    request_id: Type.String({ description: 'Ties the run to its audit records.' }),
    created: dateTime,
    started: nullable(dateTime),
    completed: nullable(dateTime),
    duration_ms: nullable(Type.Integer({ description: 'From start to end.' })),
    progress: nullable(
      Type.Object({
        current: Type.Number(),
        total: Type.Optional(Type.Number()),
        message: Type.Optional(Type.String()),
      }),
    ),
    error: nullable(
      Type.Object(
        {
          name: Type.String(),
          message: Type.String(),
          stack: Type.Optional(Type.String({ description: 'With the lines of the job’s own source.' })),
          code: Type.Optional(Type.String()),
        },
        { description: 'Why it ended, if not by itself.' },
      ),
    ),
    log_summary: nullable(Type.Ref('LogSummary')),
    change_count: Type.Integer(),
    change_digest: nullable(Type.String()),
    changes_committed: Type.Boolean({ description: 'What the change list says is in the database.' }),
    bundle_digest: nullable(Type.String({ description: 'SHA-256 of the code that ran.' })),
    git_repository: nullable(Type.String({ description: 'Slug of the git repository that the job is from.' })),
    git_commit: nullable(Type.String()),
    worker: nullable(Type.Integer()),
    input_stored: Type.Boolean({ description: 'Whether the run can be repeated with the same input.' }),
    cancel_requested: nullable(dateTime),
    cancel_requested_by: nullable(Type.String()),
    logs_url: Type.String(),
    changes_url: Type.String(),
    effects_url: Type.String(),
    stream_url: Type.String(),
  },
  { $id: 'JobResult' },
);

export const JobResultDetailSchema = Type.Object(
  {
    ...JobResultSchema.properties,
    data: Type.Record(Type.String(), Type.Unknown(), {
      description: 'Input in stored form, without sensitive values.',
    }),
    output: Type.Unknown({ description: 'What `run` returned.' }),
    effect_count: Type.Integer({ description: 'Requests that it sent to other systems, or would have sent.' }),
  },
  { $id: 'JobResultDetail' },
);

export const LogEntrySchema = Type.Object(
  {
    seq: Type.Integer({ description: 'Order of emission; the first is 1.' }),
    time: dateTime,
    group: Type.String({ description: 'Method that it came from.' }),
    level: Type.Union(
      ['default', 'debug', 'success', 'info', 'warning', 'failure'].map((level) => Type.Literal(level)),
    ),
    message: Type.String({ description: 'Markdown.' }),
    object: nullable(
      Type.Object({
        model: Type.String(),
        id: Type.String(),
        display: Type.String(),
        url: nullable(Type.String()),
      }),
    ),
  },
  { $id: 'LogEntry' },
);

export const ChangeEntrySchema = Type.Object(
  {
    seq: Type.Integer(),
    phase: Type.Union([Type.Literal('run'), Type.Literal('postRun')]),
    action: Type.Union(changeActions.map((action) => Type.Literal(action))),
    model: Type.String({ description: '`dcim.device`' }),
    id: Type.String(),
    display: Type.String(),
    url: nullable(Type.String()),
    fields: Type.Record(
      Type.String(),
      Type.Object({ before: Type.Optional(Type.Unknown()), after: Type.Optional(Type.Unknown()) }),
      { description: 'By column: the value before and after, as REST shows it.' },
    ),
    names: Type.Record(Type.String(), Type.String(), {
      description: 'Names of the objects that the fields refer to, by id, as far as they are known.',
    }),
    version_before: nullable(Type.String()),
    cascades: nullable(
      Type.Array(
        Type.Object({
          action: Type.Union([Type.Literal('delete'), Type.Literal('update')]),
          model: Type.String(),
          id: Type.String(),
          display: Type.String(),
        }),
        { description: 'What the database deleted or changed along with it.' },
      ),
    ),
  },
  { $id: 'ChangeEntry' },
);

export const resultParams = Type.Object({ id: Type.String({ format: 'uuid' }) });

const texts = Type.Union([Type.Array(Type.String()), Type.String()]);

export const resultListQuery = Type.Object({
  ...pageQuery,
  q: Type.Optional(Type.String()),
  ordering: Type.Optional(Type.String()),
  job: Type.Optional(Type.String({ description: 'Path or UUID of the job.' })),
  job_id: Type.Optional(Type.String()),
  status: Type.Optional(Type.String({ description: 'Repeat it for several.' })),
  user: Type.Optional(Type.String({ description: 'Name or UUID of the user.' })),
  created__gte: Type.Optional(Type.String()),
  created__lte: Type.Optional(Type.String()),
  count_limit: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Count no further than this, which makes long histories fast; `count_exceeded` then says so.',
    }),
  ),
});

export const timelineQuery = Type.Object({
  hours: Type.Optional(Type.Integer({ minimum: 1, maximum: 168, default: 24, description: 'How far back.' })),
  buckets: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 288, default: 48, description: 'Into how many equal parts.' }),
  ),
});

/** What happened lately, in equal parts of time. */
export const TimelineSchema = Type.Object(
  {
    from: dateTime,
    to: dateTime,
    bucket_seconds: Type.Number(),
    buckets: Type.Array(
      Type.Object({
        start: dateTime,
        counts: Type.Record(Type.String(), Type.Integer(), { description: 'Runs asked for in this time, by status.' }),
        median_duration_ms: nullable(Type.Integer({ description: 'Of those that are over.' })),
        max_duration_ms: nullable(Type.Integer()),
      }),
      { description: 'Oldest first; those without runs are left out.' },
    ),
  },
  { $id: 'JobResultTimeline' },
);

const logFilter = {
  level: Type.Optional(texts),
  q: Type.Optional(Type.String({ description: 'Part of the message or of the object, in any case.' })),
};

export const logGroupsQuery = Type.Object(logFilter);

export const logQuery = Type.Object({
  ...pageQuery,
  ...logFilter,
  group: Type.Optional(texts),
  after: Type.Optional(Type.Integer({ minimum: 0, description: 'Only entries behind this sequence number.' })),
});

export const changeQuery = Type.Object({
  ...pageQuery,
  model: Type.Optional(texts),
  action: Type.Optional(texts),
  phase: Type.Optional(texts),
  object_id: Type.Optional(texts),
  q: Type.Optional(Type.String({ description: 'Part of the object’s display, in any case.' })),
});

export const streamQuery = Type.Object({
  after: Type.Optional(
    Type.Integer({ minimum: 0, description: 'Start behind this sequence number; `Last-Event-ID` says the same.' }),
  ),
});

export const RunAgainRequestSchema = Type.Optional(
  Type.Object({
    commit: Type.Optional(Type.Boolean({ description: 'Default: as the run that is repeated.' })),
    code: Type.Optional(
      Type.Union([Type.Literal('present'), Type.Literal('same')], {
        description: 'The job’s present code, or the version that ran. Default: `present`.',
      }),
    ),
  }),
);

export const jobResultComponents: readonly TSchema[] = [
  RunStatusSchema,
  LogSummarySchema,
  LogGroupsSchema,
  JobResultSchema,
  JobResultDetailSchema,
  LogEntrySchema,
  ChangeEntrySchema,
  EffectSchema,
  EffectSummarySchema,
  TimelineSchema,
];
