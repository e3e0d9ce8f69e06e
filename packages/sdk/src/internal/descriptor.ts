import { type TObject, type TOptional, type TSchema, type TUnsafe, Type } from '@sinclair/typebox';

/**
 * What the platform knows of a job: written by the isolate when a module is described, checked against these schemas
 * by the host, stored in the database, read by REST, CLI and the web UI.
 */

/** The twelve kinds of variables. */
export type VariableKind =
  | 'string'
  | 'text'
  | 'integer'
  | 'boolean'
  | 'choice'
  | 'multi-choice'
  | 'object'
  | 'multi-object'
  | 'file'
  | 'ip-address'
  | 'ip-address-with-mask'
  | 'ip-network';

/** A variable of a job, as data. */
export interface VariableDescriptor {
  name: string;
  kind: VariableKind;
  label: string;
  description: string;
  /** A run needs a value; the default is one. */
  required: boolean;
  /** Stored form (as a client would send it). Absent: no default. */
  default?: unknown;
  widget?: string;
  sensitive?: boolean;
  minLength?: number;
  maxLength?: number;
  /** Source of the author's pattern; the whole value must match. */
  regex?: string;
  regexFlags?: string;
  minValue?: number;
  maxValue?: number;
  /** Pairs of value and label. */
  choices?: [string, string][];
  /** Label of the model: `dcim.device`. */
  model?: string;
  displayField?: string;
  /** REST filters; a text that begins with `$` names another variable. */
  queryParams?: Record<string, string | number | boolean | (string | number | boolean)[]>;
  /** Label of the null choice. Absent: null is refused. */
  nullOption?: string;
  minPrefixLength?: number;
  maxPrefixLength?: number;
  /** The value as JSON Schema, in the stored form. */
  schema: Record<string, unknown>;
}

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

/** A job, as data. */
export interface JobDescriptor {
  /** Last part of the job's path. */
  className: string;
  name: string;
  description: string;
  commitDefault: boolean;
  readOnly: boolean;
  hidden: boolean;
  fieldOrder: string[];
  softTimeLimitMs?: number;
  timeLimitMs?: number;
  /** Two runs of the job never run at the same time. */
  singleton: boolean;
  onConflict: 'queue' | 'refuse';
  /** In the order in which the form shows them. */
  variables: VariableDescriptor[];
  /** Names of methods, in the order in which they run; `postRun` is not among them. */
  methods: string[];
  hasPostRun: boolean;
  /** What works but was probably meant otherwise, for the author. */
  warnings: string[];
}

/** A module, as data. */
export interface ModuleDescriptor {
  /** `export const name` of the module, if any. */
  name?: string;
  jobs: JobDescriptor[];
}

/** Schema of an object type whose properties can be picked, each with its own type. */
export type DescriptorSchema<Of> = TObject<{
  [Name in keyof Of]-?: Partial<Pick<Of, Name>> extends Pick<Of, Name>
    ? TOptional<TUnsafe<Exclude<Of[Name], undefined>>>
    : TUnsafe<Of[Name]>;
}>;

const kinds: Readonly<Record<VariableKind, true>> = {
  string: true,
  text: true,
  integer: true,
  boolean: true,
  choice: true,
  'multi-choice': true,
  object: true,
  'multi-object': true,
  file: true,
  'ip-address': true,
  'ip-address-with-mask': true,
  'ip-network': true,
};

const scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()]);

/** Checks a {@link VariableKind}. */
export const VariableKindSchema: TUnsafe<VariableKind> = oneOf(Object.keys(kinds) as VariableKind[]);

/** Checks a {@link VariableDescriptor}. */
export const VariableDescriptorSchema: DescriptorSchema<VariableDescriptor> = Type.Object({
  name: Type.String({ maxLength: 100 }),
  kind: VariableKindSchema,
  label: Type.String({ maxLength: 200 }),
  description: Type.String({ maxLength: 2000 }),
  required: Type.Boolean(),
  default: Type.Optional(Type.Unknown()),
  widget: Type.Optional(Type.String({ maxLength: 50 })),
  sensitive: Type.Optional(Type.Boolean()),
  minLength: Type.Optional(Type.Integer()),
  maxLength: Type.Optional(Type.Integer()),
  regex: Type.Optional(Type.String({ maxLength: 1000 })),
  regexFlags: Type.Optional(Type.String({ maxLength: 10 })),
  minValue: Type.Optional(Type.Integer()),
  maxValue: Type.Optional(Type.Integer()),
  choices: Type.Optional(Type.Array(Type.Tuple([Type.String(), Type.String()]), { maxItems: 10_000 })),
  model: Type.Optional(Type.String({ maxLength: 200 })),
  displayField: Type.Optional(Type.String({ maxLength: 100 })),
  queryParams: Type.Optional(Type.Record(Type.String(), Type.Union([scalar, Type.Array(scalar)]))),
  nullOption: Type.Optional(Type.String({ maxLength: 200 })),
  minPrefixLength: Type.Optional(Type.Integer({ minimum: 0, maximum: 128 })),
  maxPrefixLength: Type.Optional(Type.Integer({ minimum: 0, maximum: 128 })),
  schema: Type.Record(Type.String(), Type.Unknown()),
});

/** Checks a {@link JobDescriptor}. */
export const JobDescriptorSchema: DescriptorSchema<JobDescriptor> = Type.Object({
  className: Type.String({ maxLength: 200 }),
  name: Type.String({ maxLength: 200 }),
  description: Type.String({ maxLength: 10_000 }),
  commitDefault: Type.Boolean(),
  readOnly: Type.Boolean(),
  hidden: Type.Boolean(),
  fieldOrder: Type.Array(Type.String()),
  softTimeLimitMs: Type.Optional(Type.Integer({ minimum: 1 })),
  timeLimitMs: Type.Optional(Type.Integer({ minimum: 1 })),
  singleton: Type.Boolean(),
  onConflict: oneOf(['queue', 'refuse']),
  variables: listOf<VariableDescriptor>(VariableDescriptorSchema, 500),
  methods: Type.Array(Type.String()),
  hasPostRun: Type.Boolean(),
  warnings: Type.Array(Type.String({ maxLength: 2000 })),
});

/** Checks a {@link ModuleDescriptor}. */
export const ModuleDescriptorSchema: DescriptorSchema<ModuleDescriptor> = Type.Object({
  name: Type.Optional(Type.String({ maxLength: 200 })),
  jobs: listOf<JobDescriptor>(JobDescriptorSchema, 500),
});

function oneOf<const Value extends string>(values: readonly Value[]): TUnsafe<Value> {
  return Type.Unsafe<Value>(Type.Union(values.map((value) => Type.Literal(value))));
}

function listOf<Item>(schema: TSchema, maxItems: number): TUnsafe<Item[]> {
  return Type.Unsafe<Item[]>(Type.Array(schema, { maxItems }));
}
