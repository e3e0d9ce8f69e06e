/**
 * SQL of a moment as REST shows it. Made by the database, because the ORM's connections give times as text of their own
 * form, and because a `Date` per row costs more than the rest of reading it.
 */
export function isoSql(expression: string): string {
  return `to_char(${expression} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
}
