import type { EntityClass } from '@mikro-orm/core';
import type { TSchema } from '@sinclair/typebox';
import { VariableOptionsError } from '../errors.ts';
import { checkValue, isProblem } from '../internal/values/check-value.ts';
import type { VariableKind, VariableRules } from '../internal/descriptor.ts';
import { noteVariableSite } from '../internal/variable-sites.ts';
import { IPAddress } from '../ip/ip-address.ts';
import { IPNetwork } from '../ip/ip-network.ts';
import { type Variable, variableMark, type VariableOptions } from './variable.ts';

/** What a kind adds to the common options. */
export interface VariableParts {
  readonly rules: VariableRules;
  readonly schema: TSchema;
  readonly model?: EntityClass<object>;
}

const DESCRIPTION_LIMIT = 2000;
const LABEL_LIMIT = 200;
const WIDGET_LIMIT = 50;

/** Puts a variable together and checks what all kinds have in common. */
export function createVariable<Kind extends VariableKind, Value>(
  options: VariableOptions,
  parts: VariableParts & { readonly rules: { readonly kind: Kind } },
): Variable<Kind, Value> {
  const { rules, schema, model } = parts;
  assertLength(options, 'description', DESCRIPTION_LIMIT);
  assertLength(options, 'label', LABEL_LIMIT);
  assertLength(options, 'widget', WIDGET_LIMIT);
  const stored = options.default === undefined ? undefined : storedDefault(options.default, rules);
  const variable: Variable<Kind, Value> = Object.freeze({
    [variableMark]: true as const,
    kind: rules.kind,
    schema,
    ...(options.label === undefined ? {} : { label: options.label }),
    description: options.description ?? '',
    required: options.required ?? true,
    ...(stored === undefined ? {} : { default: stored }),
    ...(options.widget === undefined ? {} : { widget: options.widget }),
    sensitive: options.sensitive ?? false,
    rules: Object.freeze(rules),
    ...(model === undefined ? {} : { model }),
  });
  noteVariableSite(variable);
  return variable;
}

/** Throws {@link VariableOptionsError} unless both limits are whole numbers in range and in order. */
export function assertLimits(
  limits: Readonly<Record<string, number | undefined>>,
  range: { readonly least: number; readonly most: number },
): void {
  const given = Object.entries(limits).filter((entry): entry is [string, number] => entry[1] !== undefined);
  for (const [name, limit] of given) {
    if (!Number.isSafeInteger(limit) || limit < range.least || limit > range.most) {
      throw new VariableOptionsError(
        `${name} is ${String(limit)}; it must be a whole number from ${range.least} to ${range.most}.`,
      );
    }
  }
  const [least, most] = given;
  if (least && most && least[1] > most[1]) {
    throw new VariableOptionsError(`${least[0]} (${least[1]}) is above ${most[0]} (${most[1]}): no value could pass.`);
  }
}

/** Leaves out the options that were not given, so that descriptors stay small. */
export function given<Options extends object>(options: Options): { [Name in keyof Options]: Options[Name] } {
  // The type keeps `undefined` where an option may be absent; only its key disappears.
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

function storedDefault(value: unknown, rules: VariableRules): unknown {
  const checked = checkValue(wireForm(value), rules, { matchPattern: matchNatively });
  if (isProblem(checked))
    throw new VariableOptionsError(`The default is refused by the variable itself: ${checked.problems.join(' ')}`);
  return checked.value;
}

/** Addresses and networks are given as objects or text. */
function wireForm(value: unknown): unknown {
  return value instanceof IPAddress || value instanceof IPNetwork ? value.toString() : value;
}

/** Only ever used on an author's own default: an endless pattern stops its own module and nothing else. */
function matchNatively(source: string, flags: string, value: string): boolean {
  return new RegExp(source, flags).test(value);
}

function assertLength(options: VariableOptions, name: 'description' | 'label' | 'widget', limit: number): void {
  const text = options[name];
  if (text !== undefined && text.length > limit) {
    throw new VariableOptionsError(`${name} has ${text.length} characters; the limit is ${limit}.`);
  }
}
