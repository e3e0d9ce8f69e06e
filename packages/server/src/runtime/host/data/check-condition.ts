import { type EntityMetadata, type EntityProperty, JsonType, ReferenceKind } from '@mikro-orm/core';
import type { JsonObject, JsonValue } from '../../data-protocol.ts';
import { maxDepth, readArray, readJson, readObject, readScalar, refuse } from './read-arguments.ts';
import type { EntityAccess } from './entity-access.ts';

/** Operators on the value of a column. */
const scalarOperators = new Set([
  '$eq',
  '$ne',
  '$in',
  '$nin',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$like',
  '$ilike',
  '$re',

  '$fulltext',
  '$exists',
  '$not',
  '$overlap',
  '$contains',
  '$contained',
  '$hasKey',
  '$hasKeys',
  '$hasSomeKeys',
  '$elemMatch',
  '$and',
  '$or',
]);
/** Operators on the members of a collection. */
const collectionOperators = new Set(['$some', '$none', '$every']);
const longestPattern = 1000;
/** Separates the names of a key of several columns in MikroORM. */
const keySeparator = '~~~';

/**
 * Checks a condition against the metadata and gives a copy of it that holds nothing else: known properties, known
 * operators, and values that become literals.
 */
export function checkCondition(access: EntityAccess, meta: EntityMetadata, condition: unknown): JsonObject {
  return new ConditionChecker(access).condition(meta, condition, 0);
}

class ConditionChecker {
  readonly #access: EntityAccess;

  constructor(access: EntityAccess) {
    this.#access = access;
  }

  condition(meta: EntityMetadata, condition: unknown, depth: number): JsonObject {
    if (depth > maxDepth) refuse(`The condition is nested more than ${maxDepth} levels deep.`);
    const checked: Record<string, JsonValue> = {};
    for (const [key, value] of Object.entries(readObject(condition, 'A condition'))) {
      if (key === '$and' || key === '$or') {
        checked[key] = readArray(value, key).map((item) => this.condition(meta, item, depth + 1));
      } else if (key === '$not') {
        checked[key] = this.condition(meta, value, depth + 1);
      } else if (key.includes(keySeparator)) {
        const names = key.split(keySeparator);
        for (const name of names) this.#access.property(meta, name);
        checked[key] = checkComparison(flattenKeys(value, names), key, depth + 1);
      } else {
        const property = conditionProperty(this.#access, meta, key);
        checked[property.name] = this.#property(property, value, depth + 1);
      }
    }
    return checked;
  }

  #property(property: EntityProperty, value: unknown, depth: number): JsonValue {
    switch (property.kind) {
      case ReferenceKind.SCALAR:
        if (property.customType instanceof JsonType && typeof value === 'object' && value !== null) {
          return readJson(value, `The condition on "${property.name}"`, depth);
        }
        return checkComparison(value, property.name, depth);
      case ReferenceKind.EMBEDDED:
        return this.#embedded(property, value, depth);
      case ReferenceKind.MANY_TO_ONE:
      case ReferenceKind.ONE_TO_ONE:
        return this.#relation(property, value, depth);
      case ReferenceKind.ONE_TO_MANY:
      case ReferenceKind.MANY_TO_MANY:
        return this.#collection(property, value, depth);
    }
  }

  #relation(property: EntityProperty, value: unknown, depth: number): JsonValue {
    if (!isObject(value) || isComparison(value)) return checkComparison(value, property.name, depth);
    return this.#ofTarget(property, value, depth);
  }

  #collection(property: EntityProperty, value: unknown, depth: number): JsonValue {
    if (!isObject(value)) return checkComparison(value, property.name, depth);
    const keys = Object.keys(value);
    if (keys.length > 0 && keys.every((key) => collectionOperators.has(key) || key === '$size')) {
      return Object.fromEntries(
        Object.entries(value).map(([key, item]) => [
          key,
          key === '$size' ? this.#size(property, item, depth) : this.#members(property, item, depth),
        ]),
      );
    }
    return this.#members(property, value, depth);
  }

  #members(property: EntityProperty, value: unknown, depth: number): JsonValue {
    return isObject(value) && !isComparison(value)
      ? this.#ofTarget(property, value, depth)
      : checkComparison(value, property.name, depth);
  }

  #size(property: EntityProperty, value: unknown, depth: number): JsonValue {
    if (this.#access.limitOfSight(this.#access.target(property))) {
      refuse(`$size cannot be used on "${property.name}": the run may not see all of its members.`);
    }
    return checkComparison(value, '$size', depth);
  }

  #ofTarget(property: EntityProperty, value: unknown, depth: number): JsonValue {
    const target = this.#access.target(property);
    return this.#access.visible(target, this.condition(target, value, depth));
  }

  #embedded(property: EntityProperty, value: unknown, depth: number): JsonValue {
    if (!isObject(value)) return checkComparison(value, property.name, depth);
    const checked: Record<string, JsonValue> = {};
    for (const [key, item] of Object.entries(readObject(value, property.name))) {
      const embedded = Object.hasOwn(property.embeddedProps, key) ? property.embeddedProps[key] : undefined;
      if (!embedded) refuse(`There is no property "${key}" in "${property.name}".`);
      checked[key] = this.#property(embedded, item, depth + 1);
    }
    return checked;
  }
}

/** Conditions on JSON arrive under the name of the column. */
function conditionProperty(access: EntityAccess, meta: EntityMetadata, key: string): EntityProperty {
  if (!Object.hasOwn(meta.properties, key)) {
    const properties = Object.values<EntityProperty>(meta.properties);
    const json = properties.find((it) => it.fieldNames?.[0] === key && it.customType instanceof JsonType);
    if (json) return json;
  }
  return access.property(meta, key);
}

/** Keys of several columns may be given as objects: they become lists in the order of the names. */
function flattenKeys(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => flattenKeys(item, names));
  if (!isObject(value)) return value;
  if (names.every((name) => Object.hasOwn(value, name))) return names.map((name) => value[name]);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, flattenKeys(item, names)]));
}

/** A value to be equal to, a list of values, or operators with their values. */
function checkComparison(value: unknown, name: string, depth: number): JsonValue {
  if (depth > maxDepth) refuse(`The condition on "${name}" is nested more than ${maxDepth} levels deep.`);
  if (Array.isArray(value)) {
    return readArray(value, name).map((item) =>
      Array.isArray(item) ? checkComparison(item, name, depth + 1) : readScalar(item, name),
    );
  }
  if (typeof value !== 'object' || value === null) return readScalar(value, name);
  const checked: Record<string, JsonValue> = {};
  for (const [operator, operand] of Object.entries(readObject(value, name))) {
    if (!scalarOperators.has(operator)) refuse(`"${operator}" is no operator that can be used on "${name}".`);
    checked[operator] = checkOperand(operator, operand, { name, depth: depth + 1 });
  }
  return checked;
}

function checkOperand(operator: string, value: unknown, place: { name: string; depth: number }): JsonValue {
  switch (operator) {
    case '$re':
      if (typeof value !== 'string' || value.length > longestPattern) {
        refuse(`The pattern of $re on "${place.name}" has to be text of at most ${longestPattern} characters.`);
      }
      // Back-references make PostgreSQL's matcher try combinations without bound.
      if (/\\[1-9]/.test(value)) refuse(`The pattern of $re on "${place.name}" may have no back-references.`);
      return readScalar(value, place.name);
    case '$exists':
      if (typeof value !== 'boolean') refuse(`$exists on "${place.name}" has to be true or false.`);
      return value;
    case '$like':
    case '$ilike':
    case '$fulltext':
    case '$hasKey':
      if (typeof value !== 'string') refuse(`${operator} on "${place.name}" needs text.`);
      return readScalar(value, place.name);
    case '$and':
    case '$or':
      return readArray(value, operator).map((item) => checkComparison(item, place.name, place.depth));
    case '$contains':
    case '$contained':
    case '$elemMatch':
      return isObject(value)
        ? readJson(value, place.name, place.depth)
        : checkComparison(value, place.name, place.depth);
    default:
      return checkComparison(value, place.name, place.depth);
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Operators and nothing else: a comparison of the key itself. `$and` and `$or` may hold conditions on the target. */
function isComparison(value: Readonly<Record<string, unknown>>): boolean {
  const keys = Object.keys(value);
  return (
    keys.length > 0 &&
    keys.every((key) => scalarOperators.has(key) && key !== '$and' && key !== '$or' && !isNested(key, value))
  );
}

function isNested(key: string, value: Readonly<Record<string, unknown>>): boolean {
  const operand = value[key];
  return key === '$not' && isObject(operand) && !Object.keys(operand).every((inner) => inner.startsWith('$'));
}
