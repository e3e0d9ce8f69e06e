import type { EntityMetadata, EntityProperty } from '@mikro-orm/core';
import { quoteName, quoteTable } from './sql-names.ts';

type Part = { readonly text: string } | { readonly path: readonly string[] };

/** A model's display template as SQL. */
export interface DisplaySql {
  /**
   * Query that gives `id` and `display` of the rows whose keys are in the array parameter `$1`. A display without any text
   * is the key.
   */
  readonly query: string;
}

/** Longest display that is stored. */
export const maxDisplayLength = 500;

/** Translates `'{manufacturer.name} {model}'`; its paths cross to-one relations. */
export function displaySqlOf(meta: EntityMetadata, template: string): DisplaySql {
  const joins = new Map<string, { readonly alias: string; readonly sql: string }>();
  const expressions = parse(template).map((part) =>
    'text' in part ? quoteText(part.text) : expressionOf(meta, part.path, joins),
  );
  const [key] = meta.getPrimaryProps();
  const column = `t.${quoteName(key?.fieldNames[0] ?? 'id')}`;
  const line = `left(trim(regexp_replace(concat(${expressions.join(', ')}), '\\s+', ' ', 'g')), ${maxDisplayLength})`;
  const from = [`${quoteTable(meta)} as t`, ...[...joins.values()].map((join) => join.sql)].join(' ');
  return {
    query: `select ${column}::text as id, coalesce(nullif(${line}, ''), ${column}::text) as display
      from ${from} where ${column} = any ($1::${key?.columnTypes[0] ?? 'text'}[])`,
  };
}

function parse(template: string): readonly Part[] {
  return template
    .split(/\{([^{}]*)\}/)
    .map((piece, index) => (index % 2 === 0 ? { text: piece } : { path: piece.split('.') }))
    .filter((part) => !('text' in part) || part.text !== '');
}

function expressionOf(
  meta: EntityMetadata,
  path: readonly string[],
  joins: Map<string, { readonly alias: string; readonly sql: string }>,
): string {
  let current = meta;
  let alias = 't';
  for (const [index, name] of path.slice(0, -1).entries()) {
    const property = propertyOf(current, name);
    const target = property?.targetMeta;
    if (!property?.joinColumns?.[0] || !target) return `''`;
    const joinKey = path.slice(0, index + 1).join('.');
    const known = joins.get(joinKey);
    const next = known?.alias ?? `j${joins.size}`;
    if (!known) {
      const referenced = property.referencedColumnNames[0] ?? 'id';
      const condition = `${next}.${quoteName(referenced)} = ${alias}.${quoteName(property.joinColumns[0])}`;
      joins.set(joinKey, { alias: next, sql: `left join ${quoteTable(target)} as ${next} on ${condition}` });
    }
    [current, alias] = [target, next];
  }
  const property = propertyOf(current, path.at(-1) ?? '');
  const [name] = property?.fieldNames ?? [];
  if (!property || name === undefined || property.persist === false) return `''`;
  return textOf(`${alias}.${quoteName(name)}`, (property.columnTypes?.[0] ?? 'text').toLowerCase());
}

/** `concat` writes values as PostgreSQL shows them; these two have another form in JavaScript. */
function textOf(column: string, sqlType: string): string {
  if (sqlType.startsWith('bool')) return `${column}::text`;
  if (sqlType.startsWith('timestamp')) return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
  return column;
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function propertyOf(meta: EntityMetadata, name: string): EntityProperty | undefined {
  return Object.hasOwn(meta.properties, name) ? (meta.properties as Record<string, EntityProperty>)[name] : undefined;
}
