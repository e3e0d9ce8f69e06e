import type { EntityClass } from '@mikro-orm/core';
import type { TSchema } from '@sinclair/typebox';
import type { VariableKind, VariableRules } from '../internal/descriptor.ts';

/**
 * Marks variables. A registered symbol, so that a variable is known as one whichever copy of the package made it.
 * @internal
 */
export const variableMark: unique symbol = Symbol.for('jobwright.variable');

/** Carries a variable's type to {@link JobData}; no value has it. @internal */
export declare const valueType: unique symbol;

/**
 * Options that every kind of variable takes.
 *
 * `required` and `default` decide the type in {@link JobData}: with neither, or with a default, the value is always
 * there; with `required: false` and no default it may be `undefined`.
 */
export interface VariableOptions<Required extends boolean = boolean, Default = unknown> {
  /**
   * Value for a run whose input leaves the variable out: in the form, REST, CLI and schedules alike. Checked against
   * the other options where the variable is defined.
   */
  readonly default?: Default;
  /** One or two sentences beside the field. Up to 2,000 characters. */
  readonly description?: string;
  /** Name of the field in the form, up to 200 characters. @defaultValue the variable's name in words: `siteName` → `Site name` */
  readonly label?: string;
  /** Whether a run needs a value. @defaultValue true */
  readonly required?: Required;
  /** Form control to use instead of the kind's own, e.g. `'password'`, `'radio'`, `'slider'`. The server knows no widgets: the UI ignores names it does not know. */
  readonly widget?: string;
  /** Keeps the value out of records, logs and answers. Such a run can only be repeated by entering the value again. @defaultValue false */
  readonly sensitive?: boolean;
}

/**
 * A typed input of a job: a class field made by `StringVar`, `ObjectVar` and so on. `Value` is what `run` receives.
 */
export interface Variable<Kind extends VariableKind = VariableKind, Value = unknown> {
  readonly [variableMark]: true;
  readonly kind: Kind;
  /** The value as clients send it and as it is stored, as a TypeBox (JSON) schema. */
  readonly schema: TSchema;
  readonly label?: string;
  readonly description: string;
  readonly required: boolean;
  /** In stored form. Absent: no default. */
  readonly default?: unknown;
  readonly widget?: string;
  readonly sensitive: boolean;
  /** Limits, as the server checks them. */
  readonly rules: VariableRules;
  /** Entity class of `ObjectVar` and `MultiObjectVar`. */
  readonly model?: EntityClass<object>;
  // Wrapped: an optional property would lose the `undefined` of its type when it is read back.
  readonly [valueType]?: { readonly value: Value };
}

/** Type in {@link JobData}: `undefined` is part of it unless the variable is required or has a default. */
export type Presence<Value, Required extends boolean, Default> = undefined extends Default
  ? [Required] extends [true]
    ? Value
    : Value | undefined
  : Value;

/** Whether a value is a variable of any kind. */
export function isVariable(value: unknown): value is Variable {
  return typeof value === 'object' && value !== null && variableMark in value;
}

/** Whether a value is a variable of this kind. */
export function isVariableOfKind<Kind extends VariableKind>(value: unknown, kind: Kind): value is Variable<Kind> {
  return isVariable(value) && value.kind === kind;
}
