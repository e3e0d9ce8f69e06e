import type { EntityManager } from '@mikro-orm/postgresql';
import { suggestNames } from './filters/near-names.ts';
import { isNetwork, isUuid } from './filters/parse-value.ts';
import type { ModelCatalog, RestModel } from './model-catalog.ts';
import type { ModelField, ScalarField, WireType } from './model-field.ts';
import { resolveReference, type ReferenceScope } from './references.ts';
import type { Permissions } from '../users/permissions.ts';

/** A body of a create or update, in terms of the entity. */
export interface ParsedBody {
  /** By property: values, related entities, lists of related entities. */
  readonly values: Readonly<Record<string, unknown>>;
  /** What is wrong, by field. */
  readonly problems: Readonly<Record<string, readonly string[]>>;
}

export interface BodyScope {
  readonly em: EntityManager;
  readonly catalog: ModelCatalog;
  readonly model: RestModel;
  readonly permissions: Permissions;
  /** True: fields that are left out keep their values. */
  readonly partial: boolean;
}

/** Fields of an answer that a client may send back with it. */
const ignored = new Set(['id', 'url', 'display']);

/** Reads a body field by field; related objects are named by id, by what REST shows of them, or by unique attributes. */
export async function parseBody(scope: BodyScope, body: Readonly<Record<string, unknown>>): Promise<ParsedBody> {
  const values: Record<string, unknown> = {};
  const problems: Record<string, readonly string[]> = {};
  for (const [name, given] of Object.entries(body)) {
    const field = findField(scope.model, name);
    if (!field) {
      if (ignored.has(name)) continue;
      const known = scope.model.fields.filter((candidate) => !candidate.readOnly).map((candidate) => candidate.name);
      problems[name] = [`There is no such field.${suggestNames(name, known)}`];
      continue;
    }
    if (field.readOnly) continue;
    const parsed = await parseField(scope, field, given);
    if ('problems' in parsed) problems[name] = parsed.problems;
    else values[field.property] = parsed.value;
  }
  if (!scope.partial) {
    for (const field of scope.model.fields) {
      const isGiven = Object.hasOwn(values, field.property) || problems[field.name] || problems[`${field.name}_id`];
      if (field.required && !isGiven) problems[field.name] = ['This field is required.'];
    }
  }
  return { values, problems };
}

type Parsed = { readonly value: unknown } | { readonly problems: readonly string[] };

/** `site`, and also `site_id` as change lists name it. */
function findField(model: RestModel, name: string): ModelField | undefined {
  const field = model.fieldsByName.get(name);
  if (field || !name.endsWith('_id')) return field;
  const reference = model.fieldsByName.get(name.slice(0, -3));
  return reference?.kind === 'to-one' ? reference : undefined;
}

async function parseField(scope: BodyScope, field: ModelField, given: unknown): Promise<Parsed> {
  if (given === null) {
    return field.nullable ? { value: null } : { problems: ['This field may not be null.'] };
  }
  if (field.kind === 'scalar') return parseScalar(field, given);
  const target = scope.catalog.of(field.target);
  if (!target) return { problems: ['This field cannot be written here.'] };
  const sight = await scope.permissions.sight();
  const grant = sight.of(target.label);
  if (!grant) return { problems: [`You may not view any ${target.verboseName}.`] };
  const { em, catalog } = scope;
  const restriction = grant.objects === 'all' ? {} : { restriction: grant.where };
  const references: ReferenceScope = { em, catalog, sight, model: target, ...restriction };
  if (field.kind === 'to-one') {
    const result = await resolveReference(references, given);
    return result.ok ? { value: result.entity } : { problems: [result.problem] };
  }
  if (!Array.isArray(given)) return { problems: ['Expected a list of items.'] };
  const results = await Promise.all(given.map((item) => resolveReference(references, item)));
  const problems = results.flatMap((result) => (result.ok ? [] : [result.problem]));
  if (problems.length > 0) return { problems };
  return { value: [...new Map(results.flatMap((result) => (result.ok ? [[result.id, result.entity]] : []))).values()] };
}

function parseScalar(field: ScalarField, given: unknown): Parsed {
  const problem = checks[field.type](given);
  if (problem !== undefined) return { problems: [problem] };
  if (field.choices && !field.choices.includes(given as string)) {
    return { problems: [`${JSON.stringify(given)} is not a valid choice: ${field.choices.join(', ')}.`] };
  }
  if (field.maxLength !== undefined && typeof given === 'string' && given.length > field.maxLength) {
    return { problems: [`Ensure this field has no more than ${field.maxLength} characters.`] };
  }
  return { value: field.type === 'datetime' ? new Date(given as string) : given };
}

/** What is wrong with a JSON value for a column of that type. */
const checks: Readonly<Record<WireType, (given: unknown) => string | undefined>> = {
  string: (given) =>
    typeof given !== 'string'
      ? 'Not a valid string.'
      : given.includes('\0')
        ? 'Null characters are not allowed.'
        : undefined,
  uuid: (given) => (typeof given === 'string' && isUuid(given) ? undefined : 'Must be a valid UUID.'),
  integer: (given) =>
    Number.isInteger(given) && Math.abs(given as number) <= 2_147_483_647 ? undefined : 'A valid integer is required.',
  bigint: (given) =>
    Number.isSafeInteger(given) || (typeof given === 'string' && /^-?\d{1,19}$/.test(given))
      ? undefined
      : 'A valid integer is required.',
  number: (given) => (typeof given === 'number' ? undefined : 'A valid number is required.'),
  decimal: (given) =>
    typeof given === 'number' || (typeof given === 'string' && /^-?\d{1,100}(\.\d{1,100})?$/.test(given))
      ? undefined
      : 'A valid number is required.',
  boolean: (given) => (typeof given === 'boolean' ? undefined : 'Must be a valid boolean.'),
  datetime: (given) =>
    typeof given === 'string' && !Number.isNaN(Date.parse(given))
      ? undefined
      : 'Must be a date and time like 2026-01-31T08:00:00Z.',
  date: (given) =>
    typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given) && !Number.isNaN(Date.parse(given))
      ? undefined
      : 'Must be a date like 2026-01-31.',
  network: (given) => (typeof given === 'string' && isNetwork(given) ? undefined : 'Must be an IP address or network.'),
  array: (given) => (Array.isArray(given) ? checkJson(given) : 'Expected a list of items.'),
  json: checkJson,
};

/** PostgreSQL keeps no null characters, wherever in the value they are. */
function checkJson(given: unknown): string | undefined {
  return JSON.stringify(given)?.includes(String.raw`\u0000`) ? 'Null characters are not allowed.' : undefined;
}
