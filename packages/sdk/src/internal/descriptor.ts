import { Type, type Static } from '@sinclair/typebox';

/**
 * What the platform knows of a job: written by the isolate when a module is described, checked against these schemas
 * by the host, stored in the database, read by REST, CLI and the web UI.
 */

export const VariableKindSchema = Type.Union([
  Type.Literal('string'),
  Type.Literal('text'),
  Type.Literal('integer'),
  Type.Literal('boolean'),
  Type.Literal('choice'),
  Type.Literal('multi-choice'),
  Type.Literal('object'),
  Type.Literal('multi-object'),
  Type.Literal('file'),
  Type.Literal('ip-address'),
  Type.Literal('ip-address-with-mask'),
  Type.Literal('ip-network'),
]);
export type VariableKind = Static<typeof VariableKindSchema>;

export const VariableDescriptorSchema = Type.Object({
  name: Type.String({ maxLength: 100 }),
  kind: VariableKindSchema,
  label: Type.String({ maxLength: 200 }),
  description: Type.String({ maxLength: 2000 }),
  required: Type.Boolean(),
  /** Stored form (as a client would send it). Absent: no default. */
  default: Type.Optional(Type.Unknown()),
  widget: Type.Optional(Type.String({ maxLength: 50 })),
  sensitive: Type.Optional(Type.Boolean()),
  minLength: Type.Optional(Type.Integer()),
  maxLength: Type.Optional(Type.Integer()),
  /** Source of the author's pattern; the whole value must match. */
  regex: Type.Optional(Type.String({ maxLength: 1000 })),
  regexFlags: Type.Optional(Type.String({ maxLength: 10 })),
  minValue: Type.Optional(Type.Integer()),
  maxValue: Type.Optional(Type.Integer()),
  choices: Type.Optional(Type.Array(Type.Tuple([Type.String(), Type.String()]), { maxItems: 10_000 })),
  /** Label of the model: `dcim.device`. */
  model: Type.Optional(Type.String({ maxLength: 200 })),
  displayField: Type.Optional(Type.String({ maxLength: 100 })),
  queryParams: Type.Optional(
    Type.Record(
      Type.String(),
      Type.Union([
        Type.String(),
        Type.Number(),
        Type.Boolean(),
        Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
      ]),
    ),
  ),
  nullOption: Type.Optional(Type.String({ maxLength: 200 })),
  minPrefixLength: Type.Optional(Type.Integer({ minimum: 0, maximum: 128 })),
  maxPrefixLength: Type.Optional(Type.Integer({ minimum: 0, maximum: 128 })),
  /** The value as JSON Schema, in the stored form. */
  schema: Type.Record(Type.String(), Type.Unknown()),
});
export type VariableDescriptor = Static<typeof VariableDescriptorSchema>;

/** The part of a descriptor that decides which values pass. */
export type VariableRules = Pick<
  VariableDescriptor,
  | 'kind'
  | 'minLength'
  | 'maxLength'
  | 'regex'
  | 'regexFlags'
  | 'minValue'
  | 'maxValue'
  | 'choices'
  | 'displayField'
  | 'queryParams'
  | 'nullOption'
  | 'minPrefixLength'
  | 'maxPrefixLength'
>;

export const JobDescriptorSchema = Type.Object({
  className: Type.String({ maxLength: 200 }),
  name: Type.String({ maxLength: 200 }),
  description: Type.String({ maxLength: 10_000 }),
  commitDefault: Type.Boolean(),
  readOnly: Type.Boolean(),
  hidden: Type.Boolean(),
  fieldOrder: Type.Array(Type.String()),
  softTimeLimitMs: Type.Optional(Type.Integer({ minimum: 1 })),
  timeLimitMs: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Two runs of the job never run at the same time. */
  singleton: Type.Boolean(),
  onConflict: Type.Union([Type.Literal('queue'), Type.Literal('refuse')]),
  /** In the order in which the form shows them. */
  variables: Type.Array(VariableDescriptorSchema, { maxItems: 500 }),
  /** Names of methods, in the order in which they run. */
  methods: Type.Array(Type.String()),
  hasPostRun: Type.Boolean(),
  warnings: Type.Array(Type.String({ maxLength: 2000 })),
});
export type JobDescriptor = Static<typeof JobDescriptorSchema>;

export const ModuleDescriptorSchema = Type.Object({
  /** `export const name` of the module, if any. */
  name: Type.Optional(Type.String({ maxLength: 200 })),
  jobs: Type.Array(JobDescriptorSchema, { maxItems: 500 }),
});
export type ModuleDescriptor = Static<typeof ModuleDescriptorSchema>;
