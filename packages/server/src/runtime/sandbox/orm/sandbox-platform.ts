import { type EntityKey, type EntityValue, type ExceptionConverter, type FilterQuery, Platform } from '@mikro-orm/core';

/**
 * PostgreSQL as the isolate has to know it: which forms values have on their way to and from the database. SQL is made on
 * the host. Follows `BasePostgreSqlPlatform` and `PostgreSqlPlatform` of MikroORM, whose answers it gives:
 * https://github.com/mikro-orm/mikro-orm/blob/master/packages/sql/src/dialects/postgresql/BasePostgreSqlPlatform.ts
 */
export class SandboxPlatform extends Platform {
  /** `result.rows` of a write hold what the database made. */
  override usesReturningStatement(): boolean {
    return true;
  }

  override usesPivotTable(): boolean {
    return true;
  }

  override usesCascadeStatement(): boolean {
    return true;
  }

  override supportsNativeEnums(): boolean {
    return true;
  }

  override usesEnumCheckConstraints(): boolean {
    return true;
  }

  override getDefaultSchemaName(): string | undefined {
    return 'public';
  }

  override getDefaultDateTimeLength(): number {
    return 6;
  }

  override getDateTimeTypeDeclarationSQL(column: { length?: number }): string {
    return `timestamptz${column.length === undefined ? '' : `(${column.length})`}`;
  }

  override getTimeTypeDeclarationSQL(): string {
    return 'time(0)';
  }

  override getIntegerTypeDeclarationSQL(column: { autoincrement?: boolean; generated?: string }): string {
    return column.autoincrement === true && column.generated === undefined ? 'serial' : 'int';
  }

  override getBigIntTypeDeclarationSQL(column: { autoincrement?: boolean }): string {
    return column.autoincrement === true ? 'bigserial' : 'bigint';
  }

  override getTinyIntTypeDeclarationSQL(): string {
    return 'smallint';
  }

  override getUuidTypeDeclarationSQL(): string {
    return 'uuid';
  }

  override getArrayDeclarationSQL(): string {
    return 'text[]';
  }

  override getFloatDeclarationSQL(): string {
    return 'real';
  }

  override getDoubleDeclarationSQL(): string {
    return 'double precision';
  }

  override getBlobDeclarationSQL(): string {
    return 'bytea';
  }

  override getJsonDeclarationSQL(): string {
    return 'jsonb';
  }

  override getEnumTypeDeclarationSQL(column: {
    items?: unknown[];
    nativeEnumName?: string;
    fieldNames: string[];
  }): string {
    return column.nativeEnumName ?? (column.items?.every((item) => typeof item === 'string') ? 'text' : 'smallint');
  }

  override getIntervalTypeDeclarationSQL(column: { length?: number }): string {
    return `interval${column.length === undefined ? '' : `(${column.length})`}`;
  }

  override getDefaultMappedType(type: string): ReturnType<Platform['getDefaultMappedType']> {
    return super.getDefaultMappedType(mappedTypes[this.extractSimpleType(type)] ?? type);
  }

  override marshallArray(values: string[]): string {
    const items = (values as readonly (string | number | bigint | boolean | null)[]).map((value) =>
      value === null ? 'NULL' : quoteArrayItem(String(value)),
    );
    return `{${items.join(',')}}`;
  }

  override unmarshallArray(value: string): string[] {
    return parseArray(value);
  }

  /** Conditions on JSON columns become SQL on the host: they stay as they are, under the column's name. */
  override processJsonCondition<T extends object>(
    ...[conditions, value, path]: [FilterQuery<T>, EntityValue<T>, EntityKey<T>[], (string | boolean)?]
  ): FilterQuery<T> {
    const [column = ''] = path;
    (conditions as Record<string, unknown>)[column] = value;
    return conditions;
  }

  override getExceptionConverter(): ExceptionConverter {
    return this.exceptionConverter;
  }

  override getFullTextWhereClause(): string {
    return '';
  }

  override getDefaultClientUrl(): string {
    return 'jobwright://host';
  }
}

const mappedTypes: Readonly<Record<string, string>> = {
  int2: 'smallint',
  smallserial: 'smallint',
  int: 'integer',
  int4: 'integer',
  serial: 'integer',
  serial4: 'integer',
  int8: 'bigint',
  bigserial: 'bigint',
  serial8: 'bigint',
  numeric: 'decimal',
  bool: 'boolean',
  real: 'float',
  float4: 'float',
  float8: 'double',
  timestamp: 'datetime',
  timestamptz: 'datetime',
  bytea: 'blob',
  jsonb: 'json',
  'character varying': 'varchar',
  bpchar: 'character',
};

function quoteArrayItem(value: string): string {
  return value === '' || /["{},\\\s]/.test(value) || value.toLowerCase() === 'null' ? JSON.stringify(value) : value;
}

/** Reads PostgreSQL's text of a one-dimensional array: `{a,"b c",NULL}`. */
function parseArray(text: string): string[] {
  const items: string[] = [];
  const item = /"((?:[^"\\]|\\.)*)"|([^,{}]+)/g;
  for (const [, quoted, plain] of text.slice(1, -1).matchAll(item)) {
    items.push(quoted === undefined ? (plain ?? '') : quoted.replaceAll(/\\(.)/g, '$1'));
  }
  return items;
}
