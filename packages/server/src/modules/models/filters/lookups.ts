import type { ScalarField, WireType } from '../model-field.ts';
import { parseBoolean, parseValue } from './parse-value.ts';

/** A condition on one property, in MikroORM's operators. */
export type Condition = Readonly<Record<string, unknown>> | null;

/** One way of comparing a column with values: the suffix after `__`, and what it means. */
export interface Lookup {
  readonly name: string;
  /** In words, for the OpenAPI document. */
  readonly meaning: string;
  /** Type of the values when it is not the column's. */
  readonly valueType?: 'boolean';
  /** @returns conditions of which one must hold, or all when `negative`; each turned round when `inverted` */
  readonly conditions: (field: ScalarField, values: readonly string[]) => readonly Condition[];
  /** True when all conditions must hold, and rows without a value fulfil it too. */
  readonly negative?: boolean;
  /** True when each condition is meant the other way round. */
  readonly inverted?: boolean;
}

const exact: Lookup = {
  name: '',
  meaning: 'equals',
  conditions: (field, values) => {
    const present = values.filter((value) => !isNullLiteral(field, value));
    const parsed = present.map((value) => parseValue(field, value));
    return [
      ...(parsed.length > 0 ? [{ $in: parsed }] : []),
      ...(present.length < values.length ? [{ $eq: null }] : []),
    ];
  },
};

const not: Lookup = {
  name: 'n',
  meaning: 'is not',
  negative: true,
  conditions: (field, values) => [{ $nin: values.map((value) => parseValue(field, value)) }],
};

const isNull: Lookup = {
  name: 'isnull',
  meaning: 'has no value (true) or has one (false)',
  valueType: 'boolean',
  conditions: (_field, values) => values.map((value) => (parseBoolean(value) ? { $eq: null } : { $ne: null })),
};

const text: readonly Lookup[] = [
  pattern('ic', 'contains, in any case', (value) => `%${value}%`),
  pattern('isw', 'starts with, in any case', (value) => `${value}%`),
  pattern('iew', 'ends with, in any case', (value) => `%${value}`),
  pattern('ie', 'equals, in any case', (value) => value),
].flatMap((lookup) => [lookup, negate(lookup)]);

const range: readonly Lookup[] = [
  comparison('gt', 'greater than'),
  comparison('gte', 'greater than or equal to'),
  comparison('lt', 'less than'),
  comparison('lte', 'less than or equal to'),
];

const network: readonly Lookup[] = [
  networkLookup('contains', 'contains the given network or address, or equals it', (value) => ({ $contains: value })),
  networkLookup('within', 'lies within the given network and is not the same', (value) => ({
    $contained: value,
    $ne: value,
  })),
  networkLookup('within_include', 'lies within the given network, or equals it', (value) => ({ $contained: value })),
];

const lookupsByType: Readonly<Record<WireType, readonly Lookup[]>> = {
  string: [exact, not, ...text],
  uuid: [exact, not],
  integer: [exact, not, ...range],
  number: [exact, not, ...range],
  decimal: [exact, not, ...range],
  bigint: [exact, not, ...range],
  boolean: [exact, not],
  datetime: [exact, not, ...range],
  date: [exact, not, ...range],
  network: [exact, not, ...network],
  array: [{ name: '', meaning: 'has the value', conditions: (_field, values) => [{ $overlap: values }] }],
  json: [],
};

/** The lookups that a column offers. */
export function lookupsOf(field: ScalarField): readonly Lookup[] {
  const lookups = lookupsByType[field.type];
  return field.nullable ? [...lookups, isNull] : lookups;
}

/** Whether a value of a query stands for "no value": `null`, where the column may be empty and no text can be meant. */
function isNullLiteral(field: ScalarField, value: string): boolean {
  return value === 'null' && field.nullable && field.type !== 'string';
}

function pattern(name: string, meaning: string, build: (value: string) => string): Lookup {
  return {
    name,
    meaning,
    // No list of choices here: a part of one may be asked for.
    conditions: (_field, values) =>
      values.map((value) => ({ $ilike: build(escapePattern(String(parseValue({ type: 'string' }, value)))) })),
  };
}

function negate(lookup: Lookup): Lookup {
  return {
    name: `n${lookup.name}`,
    meaning: `not: ${lookup.meaning}`,
    negative: true,
    inverted: true,
    conditions: lookup.conditions,
  };
}

function comparison(name: string, meaning: string): Lookup {
  return {
    name,
    meaning,
    conditions: (field, values) => values.map((value) => ({ [`$${name}`]: parseValue(field, value) })),
  };
}

function networkLookup(name: string, meaning: string, build: (value: unknown) => Condition): Lookup {
  return {
    name,
    meaning,
    conditions: (field, values) => values.map((value) => build(parseValue({ type: field.type }, value))),
  };
}

/** Makes a text match itself in LIKE: https://www.postgresql.org/docs/current/functions-matching.html */
export function escapePattern(value: string): string {
  return value.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
