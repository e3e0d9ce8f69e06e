import { type Sight, withinSight } from '../../users/sight.ts';
import type { ModelCatalog, RestModel } from '../model-catalog.ts';
import type { ModelField, ScalarField, ToManyField, ToOneField } from '../model-field.ts';
import { lookupsOf, type Condition } from './lookups.ts';
import { suggestNames } from './near-names.ts';
import { isUuid, ValueProblem } from './parse-value.ts';
import type { Where } from './where.ts';

/** How many relations a filter may cross: `device__site__region_id` crosses two. */
const maxDepth = 4;

/** A filter as a client names it. */
export interface FilterRequest {
  /** `name__ic`, `site_id`, `site__region`. */
  readonly name: string;
  /** Several mean: any of them. */
  readonly values: readonly string[];
}

/** There is no filter of that name. */
export class UnknownFilterProblem extends ValueProblem {}

/** What a filter may lead to. */
export interface FilterScope {
  readonly catalog: ModelCatalog;
  /** What of other models the filter may ask about. */
  readonly sight: Sight;
}

/**
 * Translates one filter into a condition that the database evaluates. What it says of other objects holds for those alone
 * that are in sight.
 * @throws UnknownFilterProblem with the near names
 * @throws ValueProblem when a value cannot be one of the column
 */
export function buildCondition(scope: FilterScope, model: RestModel, filter: FilterRequest): Where {
  return resolve({ ...scope, model, name: filter.name, depth: 0 }, filter.values);
}

interface Place extends FilterScope {
  readonly model: RestModel;
  readonly name: string;
  readonly depth: number;
}

function resolve(place: Place, values: readonly string[]): Where {
  const { model, name } = place;
  const [head = '', ...rest] = name.split('__');
  const field = model.fieldsByName.get(head);
  if (field?.kind === 'scalar') {
    if (rest.length <= 1) return byScalar(place, field, { lookup: rest[0] ?? '', values });
  } else if (field) {
    if (rest.length === 0 || isReferenceLookup(rest))
      return byNaturalKey(place, field, { lookup: rest[0] ?? '', values });
    return across(place, field, { name: rest.join('__'), values });
  } else if (head.endsWith('_id') && rest.length <= 1) {
    const reference = model.fieldsByName.get(head.slice(0, -3)) ?? pluralField(model, head.slice(0, -3));
    if (reference && reference.kind !== 'scalar') return byId(place, reference, { lookup: rest[0] ?? '', values });
  }
  throw unknown(place);
}

interface Request {
  readonly lookup: string;
  readonly values: readonly string[];
}

function byScalar(place: Place, field: ScalarField, request: Request): Where {
  const lookup = lookupsOf(field).find((candidate) => candidate.name === request.lookup);
  if (!lookup) throw unknown(place);
  const conditions = lookup.conditions(field, request.values).map((condition) => {
    const wrapped = wrap(field, condition);
    return lookup.inverted ? { $not: wrapped } : wrapped;
  });
  if (!lookup.negative) return anyOf(conditions);
  const all = { $and: conditions };
  return field.nullable ? { $or: [all, wrap(field, null)] } : all;
}

/** `site_id=<uuid>`, `site_id__n`, `tags_id`. */
function byId(place: Place, field: ToOneField | ToManyField, request: Request): Where {
  const ids = request.values.filter((value) => value !== 'null');
  for (const id of ids) {
    if (!isUuid(id) && request.lookup !== 'isnull') throw new ValueProblem(`"${id}" is not a valid UUID.`);
  }
  if (field.kind === 'to-many') {
    if (request.lookup !== '' && request.lookup !== 'n') throw unknown(place);
    return some(field, { id: { $in: ids } }, request.lookup === 'n');
  }
  const column: ScalarField = {
    kind: 'scalar',
    name: field.column,
    property: field.property,
    column: field.column,
    columnType: 'uuid',
    type: 'uuid',
    nullable: field.nullable,
    readOnly: false,
    required: false,
    unique: false,
  };
  return byScalar(place, column, request);
}

/** `site=ams1`: by id, or by any text that is unique to an object of the other model: slug, name. */
function byNaturalKey(place: Place, field: ToOneField | ToManyField, request: Request): Where {
  if (request.lookup === 'isnull') return byId(place, field, request);
  const target = place.catalog.of(field.target);
  if (!target) throw unknown(place);
  const keys = naturalKeys(target);
  const present = request.values.filter((value) => !(value === 'null' && field.nullable && field.kind === 'to-one'));
  if (keys.length === 0) return byId(place, field, request);
  // The id is the object's own; what else is said of the other one holds for those in sight.
  const ids = present.filter((value) => isUuid(value));
  const named = present.flatMap((value) => keys.map((key) => ({ [key.property]: { $eq: value } })));
  const isNamed = ids.length < present.length || place.sight.of(target.label) !== undefined;
  const conditions: Where[] = [
    ...(ids.length > 0 ? [{ id: { $in: ids } }] : []),
    ...(isNamed && named.length > 0 ? [withinSight(place.sight, target, anyOf(named))] : []),
  ];
  const negated = request.lookup === 'n';
  if (field.kind === 'to-many') return some(field, anyOf(conditions), negated);
  const matching = conditions.map((condition) => ({ [field.property]: condition }));
  const empty = present.length < request.values.length ? [{ [field.property]: null }] : [];
  const positive = anyOf([...matching, ...empty]);
  if (!negated) return positive;
  const without = { $not: positive };
  return field.nullable && empty.length === 0 ? { $or: [without, { [field.property]: null }] } : without;
}

/** `device__site_id=…`: any filter of the other model. */
function across(place: Place, field: ToOneField | ToManyField, filter: FilterRequest): Where {
  const target = place.catalog.of(field.target);
  if (!target || place.depth >= maxDepth) throw unknown(place);
  const asked = resolve({ ...place, model: target, name: filter.name, depth: place.depth + 1 }, filter.values);
  const inner = withinSight(place.sight, target, asked);
  return field.kind === 'to-many' ? some(field, inner, false) : { [field.property]: inner };
}

/** Text columns by each of which alone an object of the model can be told from all others. */
export function naturalKeys(model: RestModel): readonly ScalarField[] {
  return model.fields.filter(
    (field): field is ScalarField => field.kind === 'scalar' && field.unique && field.type === 'string',
  );
}

/** Every filter of a model that crosses no relation, for messages and documents. */
export function listFilterNames(model: RestModel): readonly string[] {
  return model.fields.flatMap((field) => {
    if (field.kind === 'scalar') return lookupsOf(field).map((lookup) => suffixed(field.name, lookup.name));
    const isNull = field.nullable && field.kind === 'to-one' ? [`${field.name}__isnull`] : [];
    return [field.name, `${field.name}__n`, `${field.name}_id`, `${field.name}_id__n`, ...isNull];
  });
}

export function suffixed(name: string, lookup: string): string {
  return lookup === '' ? name : `${name}__${lookup}`;
}

/** A condition of which at least one holds; with none, nothing matches. */
export function anyOf(conditions: readonly object[]): Where {
  if (conditions.length === 0) return { $not: {} };
  return conditions.length === 1 && conditions[0] ? conditions[0] : { $or: conditions };
}

function some(field: ModelField, condition: object, negated: boolean): Where {
  return { [field.property]: { [negated ? '$none' : '$some']: condition } };
}

function wrap(field: ModelField, condition: Condition): object {
  return { [field.property]: condition };
}

function isReferenceLookup(rest: readonly string[]): boolean {
  return rest.length === 1 && (rest[0] === 'n' || rest[0] === 'isnull');
}

/** `tag_id` for the list `tags`, as people write it. */
function pluralField(model: RestModel, singular: string): ModelField | undefined {
  const field = model.fieldsByName.get(`${singular}s`);
  return field?.kind === 'to-many' ? field : undefined;
}

function unknown(place: Place): UnknownFilterProblem {
  const names = ['q', 'limit', 'offset', 'ordering', ...listFilterNames(place.model)];
  return new UnknownFilterProblem(`Unknown filter.${suggestNames(place.name, names)}`);
}
