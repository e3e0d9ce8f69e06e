/** Quotes one name of a table or column. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Quotes a table, with its schema if it has one. */
export function quoteTable(table: { readonly schema?: string | undefined; readonly tableName: string }): string {
  const { schema, tableName } = table;
  return schema === undefined || schema === '*' ? quoteName(tableName) : `${quoteName(schema)}.${quoteName(tableName)}`;
}
