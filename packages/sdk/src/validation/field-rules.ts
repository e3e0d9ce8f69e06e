import {
  ArrayType,
  BigIntType,
  BooleanType,
  CharacterType,
  DateTimeType,
  DateType,
  DecimalType,
  DoubleType,
  type EntityMetadata,
  type EntityProperty,
  EnumArrayType,
  FloatType,
  IntegerType,
  JsonType,
  MediumIntType,
  ReferenceKind,
  SmallIntType,
  StringType,
  TextType,
  TimeType,
  TinyIntType,
  UuidType,
} from '@mikro-orm/core';
import {
  booleanRule,
  cidrRule,
  dayRule,
  decimalRule,
  inetRule,
  integerRule,
  itemRule,
  jsonRule,
  listRule,
  macAddressRule,
  momentRule,
  numberRule,
  textRule,
  timeOfDayRule,
  uuidRule,
  type ValueRule,
} from './scalar-rules.ts';

/** What validation knows of one property. */
export interface FieldRule {
  /** Name of the property in code: `deviceType`. */
  readonly property: string;
  /** Name under which problems are reported, that of REST: the column's, a relation's without `_id`: `device_type`. */
  readonly field: string;
  readonly nullable: boolean;
  /** A new object needs a value: nothing else gives it one. */
  readonly required: boolean;
  /** Empty text is no value here: the property is required and has no default. */
  readonly refusesEmpty: boolean;
  readonly isRelation: boolean;
  readonly check: ValueRule;
}

/** Types of MikroORM whose values look like their columns. */
const plainTypes = [
  BooleanType,
  CharacterType,
  DateTimeType,
  FloatType,
  IntegerType,
  MediumIntType,
  SmallIntType,
  StringType,
  TextType,
  TimeType,
  TinyIntType,
];

const rulesByEntity = new WeakMap<EntityMetadata, readonly FieldRule[]>();

/** Rules of an entity's own columns, from its metadata. Made once for each entity. */
export function fieldRules(metadata: EntityMetadata): readonly FieldRule[] {
  let rules = rulesByEntity.get(metadata);
  if (!rules) {
    rules = metadata.props.filter(isChecked).map(toRule);
    rulesByEntity.set(metadata, rules);
  }
  return rules;
}

/** Name under which problems with a property are reported. */
export function fieldName(property: EntityProperty): string {
  const isRelation = isToOne(property);
  const [column] = property.fieldNames ?? [];
  return isRelation || column === undefined ? toSnakeCase(property.name) : column;
}

/** Columns that the object itself writes. Values that the database or MikroORM makes are not the author's to get right. */
function isChecked(property: EntityProperty): boolean {
  if (property.persist === false || property.formula || property.generated || property.version) return false;
  if (property.kind === ReferenceKind.SCALAR) return true;
  return isToOne(property) && property.mappedBy === undefined;
}

function toRule(property: EntityProperty): FieldRule {
  const hasDefault =
    property.default !== undefined ||
    property.defaultRaw !== undefined ||
    property.autoincrement === true ||
    property.onCreate !== undefined;
  const nullable = property.nullable === true;
  return {
    property: property.name,
    field: fieldName(property),
    nullable,
    required: !nullable && !hasDefault,
    refusesEmpty: !nullable && !hasDefault,
    isRelation: isToOne(property),
    check: isToOne(property) ? relationRule(property) : scalarRule(property),
  };
}

function isToOne(property: EntityProperty): boolean {
  return property.kind === ReferenceKind.MANY_TO_ONE || property.kind === ReferenceKind.ONE_TO_ONE;
}

/** A key alone is left to the foreign key of the database. */
function relationRule({ targetMeta }: EntityProperty): ValueRule {
  return (value) => {
    if (typeof value !== 'object' || value === null || !targetMeta) return undefined;
    return value instanceof targetMeta.class ? undefined : `Must be a ${targetMeta.className}.`;
  };
}

function scalarRule(property: EntityProperty): ValueRule {
  const { customType, items, columnTypes, type, runtimeType } = property;
  const itemsRule = items && itemRule(items);
  if (customType instanceof EnumArrayType) return listRule(itemsRule ?? passes);
  if (customType instanceof ArrayType) return listRule(passes);
  if (itemsRule) return itemsRule;
  if (customType instanceof UuidType) return uuidRule();
  if (customType instanceof BigIntType) return integerRule(64, false);
  if (customType instanceof DecimalType) return decimalRule(property.precision, property.scale);
  if (customType instanceof DoubleType) return numberRule();
  if (customType instanceof DateType) return dayRule();
  if (customType instanceof JsonType) return jsonRule();
  // The values of a type of a plugin's own need not look like its column.
  if (customType && !plainTypes.some((plain) => customType instanceof plain)) return passes;
  const [column = ''] = columnTypes ?? [];
  return (
    columnRule(column) ?? typeRule(type, property.unsigned === true) ?? (runtimeType === 'string' ? textRule() : passes)
  );
}

/** Column types that mean the same in the isolate, whose platform is no SQL dialect, and on the server. */
function columnRule(column: string): ValueRule | undefined {
  switch (column) {
    case 'inet':
      return inetRule();
    case 'cidr':
      return cidrRule();
    case 'macaddr':
      return macAddressRule();
    case 'text':
      return textRule();
    default: {
      const [, length] = /^(?:varchar|character varying|char|character)\((\d+)\)$/.exec(column) ?? [];
      return length === undefined ? undefined : textRule(Number(length));
    }
  }
}

function typeRule(type: string, unsigned: boolean): ValueRule | undefined {
  switch (type) {
    case 'integer':
    case 'int':
      return integerRule(32, unsigned);
    case 'mediumint':
      return integerRule(24, unsigned);
    case 'smallint':
    case 'tinyint':
      return integerRule(16, unsigned);
    case 'float':
      return numberRule();
    case 'boolean':
      return booleanRule();
    case 'Date':
    case 'datetime':
      return momentRule();
    case 'time':
      return timeOfDayRule();
    default:
      return undefined;
  }
}

function passes(): undefined {
  return undefined;
}

function toSnakeCase(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}
