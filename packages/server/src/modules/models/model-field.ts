import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { ReferenceKind, UnderscoreNamingStrategy } from '@mikro-orm/core';

/** How a column's values look in REST. */
export type WireType =
  | 'string'
  | 'uuid'
  | 'integer'
  | 'number'
  | 'decimal'
  | 'bigint'
  | 'boolean'
  | 'datetime'
  | 'date'
  | 'network'
  | 'array'
  | 'json';

interface FieldBase {
  /** Name in REST: the column's, without `_id` for references. */
  readonly name: string;
  /** Name of the entity's property. */
  readonly property: string;
  readonly nullable: boolean;
  /** True when clients cannot set it: keys, time stamps, versions, computed values. */
  readonly readOnly: boolean;
  /** True when a create must have it. */
  readonly required: boolean;
}

/** A column with a value of its own. */
export interface ScalarField extends FieldBase {
  readonly kind: 'scalar';
  readonly column: string;
  readonly type: WireType;
  /** Allowed values, for a closed set. */
  readonly choices?: readonly (string | number)[];
  readonly maxLength?: number;
  /** True when no two objects have the same value, by this column alone. */
  readonly unique: boolean;
  /** Type in the database: `inet`, `varchar(100)`. */
  readonly columnType: string;
}

/** A reference to one other object. */
export interface ToOneField extends FieldBase {
  readonly kind: 'to-one';
  readonly column: string;
  readonly target: EntityMetadata;
}

/** A list of other objects, kept in a table of pairs. */
export interface ToManyField extends FieldBase {
  readonly kind: 'to-many';
  readonly target: EntityMetadata;
}

export type ModelField = ScalarField | ToOneField | ToManyField;

const naming = new UnderscoreNamingStrategy();

/**
 * The fields that REST shows of an entity, in the order of its definition. Hidden and computed properties are left out.
 * @param options `inverse`: also lists of objects whose pairs are kept by the other side
 */
export function describeFields(
  meta: EntityMetadata,
  options: { readonly inverse: boolean } = { inverse: false },
): readonly ModelField[] {
  return Object.values<EntityProperty>(meta.properties).flatMap((property) => describeField(property, options) ?? []);
}

function describeField(property: EntityProperty, options: { readonly inverse: boolean }): ModelField | undefined {
  if (property.hidden || property.persist === false || property.formula) return undefined;
  const base = {
    property: property.name,
    nullable: property.nullable === true,
    readOnly: isReadOnly(property),
    required: isRequired(property),
  };
  const [column] = property.fieldNames ?? [];
  switch (property.kind) {
    case ReferenceKind.SCALAR:
      return column === undefined ? undefined : { ...base, ...describeScalar(property), kind: 'scalar', column };
    case ReferenceKind.MANY_TO_ONE:
    case ReferenceKind.ONE_TO_ONE:
      if (column === undefined || !property.owner || !property.targetMeta) return undefined;
      return { ...base, kind: 'to-one', name: column.replace(/_id$/, ''), column, target: property.targetMeta };
    case ReferenceKind.MANY_TO_MANY: {
      if (!(property.owner || options.inverse) || !property.targetMeta) return undefined;
      const name = naming.propertyToColumnName(property.name);
      return { ...base, kind: 'to-many', name, required: false, target: property.targetMeta };
    }
    default:
      return undefined; // the other side of a reference, or an embedded value
  }
}

function describeScalar(
  property: EntityProperty,
): Pick<ScalarField, 'name' | 'type' | 'choices' | 'maxLength' | 'unique' | 'columnType'> {
  const columnType = (property.columnTypes?.[0] ?? 'text').toLowerCase();
  return {
    name: property.fieldNames[0] ?? property.name,
    type: wireTypeOf(property, columnType),
    columnType,
    unique: property.unique !== undefined && property.unique !== false,
    ...(property.enum && property.items ? { choices: property.items } : {}),
    ...(property.length !== undefined && columnType.includes('char') ? { maxLength: property.length } : {}),
  };
}

function wireTypeOf(property: EntityProperty, columnType: string): WireType {
  if (columnType.endsWith('[]') || property.array) return 'array';
  const base = columnType.replace(/\(.*$/, '').trim();
  return wireTypes[base] ?? 'string';
}

const wireTypes: Readonly<Record<string, WireType>> = {
  uuid: 'uuid',
  smallint: 'integer',
  int: 'integer',
  integer: 'integer',
  serial: 'integer',
  bigint: 'bigint',
  bigserial: 'bigint',
  real: 'number',
  'double precision': 'number',
  numeric: 'decimal',
  decimal: 'decimal',
  boolean: 'boolean',
  bool: 'boolean',
  timestamptz: 'datetime',
  timestamp: 'datetime',
  date: 'date',
  inet: 'network',
  cidr: 'network',
  json: 'json',
  jsonb: 'json',
};

function isReadOnly(property: EntityProperty): boolean {
  return (
    property.primary === true ||
    property.version === true ||
    property.generated !== undefined ||
    property.onUpdate !== undefined ||
    (property.onCreate !== undefined && property.name === 'created')
  );
}

function isRequired(property: EntityProperty): boolean {
  return (
    !isReadOnly(property) &&
    property.nullable !== true &&
    property.default === undefined &&
    property.defaultRaw === undefined &&
    property.onCreate === undefined &&
    !property.optional
  );
}
