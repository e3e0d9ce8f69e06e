import { raw } from '@mikro-orm/core';
import { InputInvalidError } from '../../../errors.ts';
import { seesAll, withinSight } from '../../users/sight.ts';
import type { RestModel } from '../model-catalog.ts';
import type { ModelField, ScalarField } from '../model-field.ts';
import { anyOf, buildCondition, type FilterScope } from './build-condition.ts';
import { escapePattern } from './lookups.ts';
import { suggestNames } from './near-names.ts';
import { isNetwork, ValueProblem } from './parse-value.ts';
import type { Where } from './where.ts';

/** Page of a list when the client names none, and the largest one. */
export const pageLimits = { defaultCount: 50, maxCount: 1000 } as const;

/** A query string as Fastify parses it. */
export type RawQuery = Readonly<Record<string, unknown>>;

export interface ListQuery {
  readonly where: Where;
  readonly orderBy: readonly object[];
  readonly page: Page;
}

/** A part of a list. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

export interface ListQueryOptions {
  /** Names of parameters that the route itself understands. */
  readonly reserved?: readonly string[];
  /** Other names of filters: `source` for `module__source`. Lookups may follow: `source__n`. */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Filters that are no columns; they throw {@link ValueProblem} for values that are not right. */
  readonly extra?: Readonly<Record<string, (values: readonly string[]) => Where>>;
}

/**
 * Reads everything that a list may be asked: filters, `q`, `ordering`, `limit`, `offset`.
 * @throws {@link InputInvalidError} that names every parameter that is not right
 */
export function parseListQuery(context: ListScope, query: RawQuery, options: ListQueryOptions = {}): ListQuery {
  // Without a prototype: any text may come as a name.
  const problems = Object.create(null) as Record<string, string[]>;
  const attempt = <T>(name: string, fallback: T, parse: () => T): T => {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof ValueProblem)) throw error;
      problems[name] = [error.message];
      return fallback;
    }
  };
  const conditions: Where[] = [];
  for (const [name, given] of Object.entries(query)) {
    if (pageParameters.has(name) || options.reserved?.includes(name)) continue;
    const values = toTexts(given);
    const { extra = {}, aliases } = options;
    const condition = attempt(name, undefined, () =>
      name === 'q'
        ? buildSearch(context, values.join(' '))
        : Object.hasOwn(extra, name)
          ? extra[name]?.(values)
          : buildCondition(context, context.model, { name: unalias(name, aliases), values }),
    );
    if (condition) conditions.push(condition);
  }
  const orderBy = attempt('ordering', [], () => parseOrdering(context, toTexts(query['ordering'] ?? []).join(',')));
  const limit = attempt('limit', pageLimits.defaultCount, () => parseLimit(query['limit']));
  const offset = attempt('offset', 0, () => parseCount(query['offset'] ?? '0'));
  if (Object.keys(problems).length > 0) throw new InputInvalidError(problems);
  return {
    where: conditions.length > 0 ? { $and: conditions } : {},
    orderBy,
    page: { limit, offset },
  };
}

/** Reads `limit` and `offset` of a list that has no filters of a model. @throws {@link InputInvalidError} */
export function parsePage(query: RawQuery): Page {
  try {
    return { limit: parseLimit(query['limit']), offset: parseCount(query['offset'] ?? '0') };
  } catch (error) {
    if (!(error instanceof ValueProblem)) throw error;
    throw new InputInvalidError({ [/offset/.test(error.message) ? 'offset' : 'limit']: [error.message] });
  }
}

function unalias(name: string, aliases: Readonly<Record<string, string>> = {}): string {
  const [head = '', ...rest] = name.split('__');
  return Object.hasOwn(aliases, head) ? [aliases[head], ...rest].join('__') : name;
}

const pageParameters = new Set(['limit', 'offset', 'ordering']);

/** The values of a parameter that may be repeated. */
export function toTexts(value: unknown): readonly string[] {
  return (Array.isArray(value) ? value : [value]).map((item) => String(item));
}

/** `limit=0` means the largest page. */
function parseLimit(value: unknown): number {
  const limit = parseCount(value ?? String(pageLimits.defaultCount));
  return limit === 0 ? pageLimits.maxCount : Math.min(limit, pageLimits.maxCount);
}

function parseCount(value: unknown): number {
  const text = toTexts(value).at(-1) ?? '';
  if (!/^\d{1,9}$/.test(text)) throw new ValueProblem('Enter a whole number that is not negative.');
  return Number(text);
}

/** What a list shows, and to whom. */
export interface ListScope extends FilterScope {
  readonly model: RestModel;
}

/** Any of the model's search paths contains the text, in any case. Of other objects those in sight are searched. */
export function buildSearch(context: ListScope, text: string): Where | undefined {
  const wanted = text.trim();
  if (wanted === '' || wanted.includes('\0')) return undefined;
  const value = `%${escapePattern(wanted)}%`;
  return anyOf(
    context.model.search.flatMap((path) => {
      const place = walk(context, path.split('.'));
      if (!place || place.steps.some(({ target }) => !context.sight.of(target.label))) return [];
      return place.steps.reduceRight<object>(
        (inner, { property, target }) => ({ [property]: withinSight(context.sight, target, inner) }),
        searchColumn(place.field, wanted, value),
      );
    }),
  );
}

function searchColumn(field: ScalarField, wanted: string, value: string): object {
  if (field.type === 'string') return { [field.property]: { $ilike: value } };
  const asText = { [raw((alias) => `${alias}."${field.column}"::text`)]: { $ilike: value } };
  if (field.type === 'network' && isNetwork(wanted)) {
    return { $or: [asText, { [field.property]: { $contained: wanted } }] };
  }
  return asText;
}

function parseOrdering(context: ListScope, text: string): object[] {
  const wanted = text.split(',').filter((part) => part !== '');
  const orders = wanted.length > 0 ? wanted.map((part) => orderByName(context, part)) : defaultOrder(context);
  // The id makes the order total, so that pages neither overlap nor leave gaps.
  return [...orders, { id: 'asc' }];
}

/** Whether a list may be ordered by a field of its model. */
export function mayOrderBy(context: ListScope, name: string): boolean {
  try {
    orderByName(context, name);
    return true;
  } catch (error) {
    if (error instanceof ValueProblem) return false;
    throw error;
  }
}

function orderByName(context: ListScope, part: string): object {
  const descending = part.startsWith('-');
  const names = (descending ? part.slice(1) : part).split('__');
  let model: RestModel | undefined = context.model;
  const properties: string[] = [];
  for (const [index, name] of names.entries()) {
    const field: ModelField | undefined = model?.fieldsByName.get(name);
    const isLast = index === names.length - 1;
    if (!field || field.kind === 'to-many' || (field.kind === 'scalar') !== isLast) {
      // Ordering by a relation means: by what it shows.
      if (isLast && field?.kind === 'to-one') {
        return orderByDisplay(context, [...properties, field.property], descending);
      }
      throw new ValueProblem(`Cannot order by "${names.join('__')}".${suggestNames(name, orderable(context.model))}`);
    }
    properties.push(field.property);
    if (field.kind === 'to-one') model = assertOrderable(context, context.catalog.of(field.target));
    else return nestValue(properties, directionOf(field, properties, descending));
  }
  return nestValue(properties, direction(descending));
}

function orderByDisplay(context: ListScope, properties: readonly string[], descending: boolean): object {
  let model: RestModel | undefined = context.model;
  for (const property of properties) {
    const field: ModelField | undefined = model?.fields.find((candidate) => candidate.property === property);
    model = field && field.kind !== 'scalar' ? context.catalog.of(field.target) : undefined;
  }
  const path = assertOrderable(context, model)?.display.paths[0]?.split('.') ?? ['id'];
  if (model) for (const { target } of walk({ ...context, model }, path)?.steps ?? []) assertOrderable(context, target);
  return nestValue([...properties, ...path], direction(descending));
}

/**
 * The order of a list tells what it follows: it may not follow objects that are out of sight.
 * @throws ValueProblem
 */
function assertOrderable(context: ListScope, model: RestModel | undefined): RestModel | undefined {
  if (model && !seesAll(context.sight, model)) {
    throw new ValueProblem(`You may not order by what a ${model.verboseName} holds: you may not view all of them.`);
  }
  return model;
}

function orderable(model: RestModel): readonly string[] {
  return model.fields.flatMap((field) => (field.kind === 'to-many' ? [] : [field.name]));
}

function defaultOrder(context: ListScope): object[] {
  return context.model.ordering.flatMap((path) => {
    const descending = path.startsWith('-');
    const properties = (descending ? path.slice(1) : path).split('.');
    // Nobody asked for this order: what may not be followed is left out.
    if (walk(context, properties)?.steps.some(({ target }) => !seesAll(context.sight, target))) return [];
    const field = context.model.fields.find(({ property }) => property === properties[0]);
    return nestValue(properties, directionOf(field, properties, descending));
  });
}

/** The plain direction where no value can be missing: an index of the column serves it, which a place for nulls prevents. */
function directionOf(field: ModelField | undefined, properties: readonly string[], descending: boolean): string {
  if (properties.length > 1 || field?.kind !== 'scalar' || field.nullable) return direction(descending);
  return descending ? 'desc' : 'asc';
}

function direction(descending: boolean): string {
  return descending ? 'desc nulls last' : 'asc nulls last';
}

/** A relation on the way to a column. */
interface Step {
  readonly property: string;
  readonly target: RestModel;
}

/** Follows a property path over to-one relations to a column. */
function walk(
  context: ListScope,
  path: readonly string[],
): { readonly steps: readonly Step[]; readonly field: ScalarField } | undefined {
  let model: RestModel | undefined = context.model;
  const steps: Step[] = [];
  for (const [index, property] of path.entries()) {
    const field: ModelField | undefined = model?.fields.find((candidate) => candidate.property === property);
    if (field?.kind === 'scalar' && index === path.length - 1) return { steps, field };
    model = field && field.kind !== 'scalar' ? context.catalog.of(field.target) : undefined;
    if (model) steps.push({ property, target: model });
  }
  return undefined;
}

function nestValue(properties: readonly string[], value: string): object {
  return properties.reduceRight<object | string>((inner, property) => ({ [property]: inner }), value) as object;
}
