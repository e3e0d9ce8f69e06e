import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { ReferenceKind } from '@mikro-orm/core';

/** What an entity's declaration needs to know of its surroundings. */
export interface EntityScope {
  /** Name under which the declarations can refer to the class of an entity; undefined when no package exports it. */
  readonly nameOf: (entity: object) => string | undefined;
  /** Remembers a type of the ORM that the declarations use. */
  readonly use: (type: string) => string;
}

/** A property of a class as its declaration shows it. */
interface Member {
  readonly name: string;
  readonly type: string;
  readonly comment?: string;
  readonly isReadOnly?: boolean;
}

/** A text as TypeScript source. */
const quoted = (text: string): string =>
  `'${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(String.raw`\"`, '"')
    .replaceAll("'", String.raw`\'`)}'`;

/** Other sides of relations that nobody defined: the ORM makes them for itself. */
const addedByOrm = /__inverse$/;

/** Types that the ORM names at run time as TypeScript does. */
const plainTypes = new Set(['string', 'number', 'boolean', 'bigint', 'Date', 'string[]', 'number[]', 'boolean[]']);

/**
 * The class of an entity, with the types that its definition would give it. What a definition does not keep at run time
 * (the shape of JSON, what getters and methods give) is `unknown`: nothing is promised that might not hold.
 */
export function declareEntity(scope: EntityScope, meta: EntityMetadata, name: string): string {
  const properties = Object.values<EntityProperty>(meta.properties).filter(({ name }) => !addedByOrm.test(name));
  const members = properties.map((property) => describeProperty(scope, property));
  const others = otherMembers(meta, properties);
  // The ORM tells by the type what may be left out when an object is made; of `unknown` it cannot.
  const optional = [
    ...properties.filter((property, index) => members[index]?.type === 'unknown' && isOptional(property)),
    ...others.instance,
  ].map((member) => quoted(member.name));
  const [primaryKey] = meta.primaryKeys;
  const lines = [
    ...(primaryKey === undefined
      ? []
      : [`[${scope.use('PrimaryKeyProp')}]?: ${meta.primaryKeys.map((key) => quoted(key)).join(' | ')};`]),
    ...(optional.length === 0 ? [] : [`[${scope.use('OptionalProps')}]?: ${optional.join(' | ')};`]),
    ...[...members, ...others.instance].flatMap((member) => declareMember(member)),
    ...others.static.flatMap((member) => declareMember(member, 'static ')),
  ];
  return `class ${name} {\n${lines.map((line) => `  ${line}`).join('\n')}\n}`;
}

function describeProperty(scope: EntityScope, property: EntityProperty): Member {
  const value = withNull(property, valueType(scope, property));
  const optional = value !== 'unknown' && isGenerated(property) ? `${scope.use('Opt')}<${value}>` : value;
  return {
    name: property.name,
    type: property.hidden === true && value !== 'unknown' ? `${scope.use('Hidden')}<${optional}>` : optional,
    ...(hasLength(property) ? { comment: `Up to ${property.length} characters.` } : {}),
  };
}

function valueType(scope: EntityScope, property: EntityProperty): string {
  const target = () => (property.targetMeta && scope.nameOf(property.targetMeta.class)) ?? 'object';
  switch (property.kind) {
    case ReferenceKind.MANY_TO_ONE:
    case ReferenceKind.ONE_TO_ONE:
      if (property.mapToPk === true) return 'string';
      return property.ref === true ? `${scope.use('Ref')}<${target()}>` : target();
    case ReferenceKind.ONE_TO_MANY:
    case ReferenceKind.MANY_TO_MANY:
      return `${scope.use('Collection')}<${target()}>`;
    case ReferenceKind.SCALAR: {
      const type = scalarType(property);
      return property.ref === true ? `${scope.use('ScalarReference')}<${type}>` : type;
    }
    default:
      return 'unknown';
  }
}

function scalarType({ enum: isEnum, items, array: isArray, runtimeType, type }: EntityProperty): string {
  if (isEnum === true && items !== undefined && items.length > 0) {
    const union = items.map((item) => (typeof item === 'string' ? quoted(item) : String(item))).join(' | ');
    return isArray === true ? `(${union})[]` : union;
  }
  // The definition's own word, where the column has a type that the ORM does not know (`inet`).
  return [runtimeType, type].find((known) => plainTypes.has(known)) ?? 'unknown';
}

function withNull({ nullable, kind }: EntityProperty, type: string): string {
  const isList = kind === ReferenceKind.ONE_TO_MANY || kind === ReferenceKind.MANY_TO_MANY;
  return nullable !== true || isList || type === 'unknown' ? type : `${type} | null | undefined`;
}

/** A value that is made when nobody gives one. */
function isGenerated(property: EntityProperty): boolean {
  return (
    property.onCreate !== undefined ||
    property.default !== undefined ||
    property.defaultRaw !== undefined ||
    property.autoincrement === true ||
    property.generated !== undefined ||
    property.version === true ||
    property.formula !== undefined ||
    property.optional === true ||
    property.persist === false
  );
}

function isOptional(property: EntityProperty): boolean {
  return property.nullable === true || isGenerated(property);
}

function hasLength(property: EntityProperty): boolean {
  return property.length !== undefined && (property.columnTypes?.[0] ?? '').toLowerCase().includes('char');
}

/** Getters and methods that the class has beside its properties: that they are there is all that is known. */
function otherMembers(
  meta: EntityMetadata,
  properties: readonly EntityProperty[],
): { readonly instance: readonly Member[]; readonly static: readonly Member[] } {
  const entity = meta.class;
  // The ORM itself adds `toJSON`.
  const known = new Set(['constructor', 'toJSON', ...properties.map(({ name }) => name)]);
  const unknown = (name: string) => ({ name, type: 'unknown', isReadOnly: true });
  const ownNames = (object: object) =>
    Object.getOwnPropertyNames(object).filter((name) => !name.startsWith('__') && !known.has(name));
  return {
    instance: ownNames(entity.prototype).map((name) => unknown(name)),
    static: ownNames(entity)
      .filter((name) => !['length', 'name', 'prototype'].includes(name))
      .map((name) => unknown(name)),
  };
}

function declareMember({ name, type, comment, isReadOnly }: Member, prefix = ''): readonly string[] {
  const declared = /^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name);
  return [
    ...(comment === undefined ? [] : [`/** ${comment} */`]),
    `${prefix}${isReadOnly === true ? 'readonly ' : ''}${declared}: ${type};`,
  ];
}
