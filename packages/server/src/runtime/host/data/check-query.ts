import {
  type EntityMetadata,
  JsonType,
  LoadStrategy,
  LockMode,
  type PopulateOptions,
  QueryFlag,
} from '@mikro-orm/core';
import type { JsonObject, JsonValue, LockName } from '../../data-protocol.ts';
import { checkCondition } from './check-condition.ts';
import type { EntityAccess } from './entity-access.ts';
import { maxDepth, readArray, readCount, readJson, readName, readObject, readOneOf, refuse } from './read-arguments.ts';

/** Options for MikroORM's driver, all of it checked. */
export interface CheckedQuery {
  readonly orderBy: JsonObject[];
  readonly populateOrderBy?: JsonObject[];
  readonly fields?: string[];
  readonly exclude?: string[];
  readonly populate: PopulateOptions<object>[];
  readonly populateWhere?: JsonObject | 'all' | 'infer';
  readonly _populateWhere?: 'infer' | 'all';
  readonly populateFilter?: JsonObject;
  readonly limit?: number;
  readonly offset?: number;
  readonly strategy?: LoadStrategy;
  readonly lockMode?: LockMode;
  readonly flags?: QueryFlag[];
}

export const lockModes: Readonly<Record<LockName, LockMode>> = {
  read: LockMode.PESSIMISTIC_READ,
  'read-or-fail': LockMode.PESSIMISTIC_READ_OR_FAIL,
  'read-partial': LockMode.PESSIMISTIC_PARTIAL_READ,
  write: LockMode.PESSIMISTIC_WRITE,
  'write-or-fail': LockMode.PESSIMISTIC_WRITE_OR_FAIL,
  'write-partial': LockMode.PESSIMISTIC_PARTIAL_WRITE,
};
export const lockNames = Object.keys(lockModes) as LockName[];

const direction = /^(?:asc|desc)(?: nulls (?:first|last))?$/i;
const strategies = [LoadStrategy.JOINED, LoadStrategy.SELECT_IN, LoadStrategy.BALANCED] as const;
const joinTypes = ['left join', 'inner join'] as const;
const maxHints = 500;

/** Checks everything of a query but its condition. */
export function checkQuery(access: EntityAccess, meta: EntityMetadata, value: unknown): CheckedQuery {
  const given = readObject(value, 'The options of a query');
  const populate = checkPopulate(access, meta, { hints: given['populate'], depth: 0 });
  return {
    orderBy: checkOrders(access, meta, given['orderBy']),
    ...(given['populateOrderBy'] === undefined
      ? {}
      : { populateOrderBy: checkOrders(access, meta, given['populateOrderBy']) }),
    ...(given['fields'] === undefined ? {} : { fields: checkPaths(access, meta, given['fields']) }),
    ...(given['exclude'] === undefined ? {} : { exclude: checkPaths(access, meta, given['exclude']) }),
    populate,
    ...(given['populateWhere'] === undefined
      ? {}
      : { populateWhere: checkPopulateWhere(access, meta, given['populateWhere']) }),
    ...(given['inferPopulateWhere'] === true ? { _populateWhere: 'infer' } : {}),
    ...(given['populateFilter'] === undefined
      ? {}
      : { populateFilter: checkCondition(access, meta, given['populateFilter']) }),
    ...(given['limit'] === undefined ? {} : { limit: readCount(given['limit'], 'limit') }),
    ...(given['offset'] === undefined ? {} : { offset: readCount(given['offset'], 'offset') }),
    ...(given['strategy'] === undefined ? {} : { strategy: readOneOf(given['strategy'], strategies, 'strategy') }),
    ...(given['lock'] === undefined ? {} : { lockMode: lockModes[readOneOf(given['lock'], lockNames, 'lock')] }),
    ...(given['distinct'] === true ? { flags: [QueryFlag.DISTINCT] } : {}),
  };
}

/** Checks a list of orders, each an object of directions by property. */
export function checkOrders(access: EntityAccess, meta: EntityMetadata, value: unknown): JsonObject[] {
  if (value === undefined) return [];
  return readArray(value, 'orderBy', 100).map((item) => checkOrder(access, meta, { order: item, depth: 0 }));
}

function checkOrder(
  access: EntityAccess,
  meta: EntityMetadata,
  { order, depth }: { readonly order: unknown; readonly depth: number },
): JsonObject {
  if (depth > maxDepth) refuse('orderBy is nested too deep.');
  const checked: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(readObject(order, 'orderBy'))) {
    const property = access.property(meta, key);
    if (typeof value !== 'object' || value === null) {
      checked[key] = checkDirection(value);
    } else if (property.customType instanceof JsonType) {
      checked[key] = checkJsonOrder(value, depth + 1);
    } else if (property.embeddedProps) {
      checked[key] = Object.fromEntries(
        Object.entries(readObject(value, 'orderBy')).map(([name, item]) => {
          if (!Object.hasOwn(property.embeddedProps, name)) refuse(`There is no property "${name}" in "${key}".`);
          return [name, checkDirection(item)];
        }),
      );
    } else {
      const target = access.target(property);
      if (access.limitOfSight(target)) {
        refuse(`orderBy cannot use "${key}": the run may not see every object that it leads to.`);
      }
      checked[key] = checkOrder(access, target, { order: value, depth: depth + 1 });
    }
  }
  return checked;
}

function checkJsonOrder(value: unknown, depth: number): JsonValue {
  if (typeof value !== 'object' || value === null) return checkDirection(value);
  // For the form of the keys; the values are directions.
  readJson(value, 'orderBy', depth);
  return Object.fromEntries(
    Object.entries(readObject(value, 'orderBy')).map(([key, item]) => {
      if (key.startsWith('$')) refuse('orderBy may have no operators.');
      return [key, checkJsonOrder(item, depth + 1)];
    }),
  );
}

function checkDirection(value: unknown): string | number {
  if (value === 1 || value === -1) return value;
  if (typeof value !== 'string' || !direction.test(value)) {
    refuse('A direction of orderBy has to be asc or desc, with "nulls first" or "nulls last" behind it if wanted.');
  }
  return value;
}

/** Paths of properties: `name`, `site.region.name`, `site.*`, `*`. */
function checkPaths(access: EntityAccess, meta: EntityMetadata, value: unknown): string[] {
  return readArray(value, 'fields', 1000).map((item) => {
    const path = readName(item, 'A field');
    let current: EntityMetadata | undefined = meta;
    for (const [index, part] of path.split('.').entries()) {
      if (part === '*') continue;
      if (!current || index > maxDepth) refuse(`"${path}" is no path of properties of ${meta.className}.`);
      const property = access.property(current, part.split(':')[0] ?? '');
      if (part.includes(':') && !part.endsWith(':ref')) refuse(`"${path}" is no path of properties.`);
      current = property.targetMeta === undefined ? undefined : access.target(property);
      if (property.embeddedProps)
        return path.split('.').length === index + 1 ? path : checkEmbeddedPath(path, property);
    }
    return path;
  });
}

function checkEmbeddedPath(path: string, property: { readonly embeddedProps: object }): string {
  const last = path.split('.').at(-1) ?? '';
  if (last !== '*' && !Object.hasOwn(property.embeddedProps, last)) refuse(`"${path}" is no path of properties.`);
  return path;
}

function checkPopulateWhere(access: EntityAccess, meta: EntityMetadata, value: unknown): JsonObject | 'all' | 'infer' {
  return value === 'all' || value === 'infer' ? value : checkCondition(access, meta, value);
}

function checkPopulate(
  access: EntityAccess,
  meta: EntityMetadata,
  { hints, depth }: { readonly hints: unknown; readonly depth: number },
): PopulateOptions<object>[] {
  if (hints === undefined) return [];
  if (depth > maxDepth) refuse('populate is nested too deep.');
  return readArray(hints, 'populate', maxHints).flatMap((item) => {
    const hint = readObject(item, 'A hint of populate');
    const field = readName(hint['field'], 'A field of populate');
    const [name = '', suffix] = field.split(':');
    if (suffix !== undefined && suffix !== 'ref') refuse(`"${field}" cannot be populated.`);
    const property = access.property(meta, name);
    const target = property.targetMeta && !property.embeddedProps ? access.target(property) : undefined;
    // What the run may see a part of only is not joined: MikroORM asks for those objects with a query of their own.
    if (target && access.limitOfSight(target)) return [];
    return {
      field: field as never,
      ...(hint['strategy'] === undefined ? {} : { strategy: readOneOf(hint['strategy'], strategies, 'strategy') }),
      ...(hint['all'] === true ? { all: true } : {}),
      ...(hint['filter'] === true ? { filter: true } : {}),
      ...(hint['joinType'] === undefined ? {} : { joinType: readOneOf(hint['joinType'], joinTypes, 'joinType') }),
      ...(hint['dataOnly'] === true ? { dataOnly: true } : {}),
      ...(hint['limit'] === undefined ? {} : { limit: readCount(hint['limit'], 'limit') }),
      ...(hint['offset'] === undefined ? {} : { offset: readCount(hint['offset'], 'offset') }),
      ...(hint['children'] === undefined || !target
        ? {}
        : { children: checkPopulate(access, target, { hints: hint['children'], depth: depth + 1 }) as never }),
    };
  });
}
