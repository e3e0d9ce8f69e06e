import type { Query } from '../database/query.ts';

/** What PostgreSQL does with a row when the one that it refers to is deleted. */
export type DeleteRule = 'restrict' | 'cascade' | 'set-null';

/** A foreign key of one column, as it is in the database. */
export interface ForeignKey {
  readonly childTable: string;
  readonly childColumn: string;
  readonly parentTable: string;
  readonly parentColumn: string;
  readonly onDelete: DeleteRule;
}

interface ForeignKeyRow {
  readonly child: string;
  readonly child_column: string;
  readonly parent: string;
  readonly parent_column: string;
  readonly rule: string;
}

// The catalogue and not the metadata: it is the database that cascades, by the rules that migrations gave it.
const selectForeignKeys = `
select child.relname as child, child_attribute.attname as child_column,
  parent.relname as parent, parent_attribute.attname as parent_column, con.confdeltype as rule
from pg_constraint con
join pg_class child on child.oid = con.conrelid
join pg_class parent on parent.oid = con.confrelid
join pg_attribute child_attribute on child_attribute.attrelid = child.oid and child_attribute.attnum = con.conkey[1]
join pg_attribute parent_attribute on parent_attribute.attrelid = parent.oid and parent_attribute.attnum = con.confkey[1]
where con.contype = 'f' and cardinality(con.conkey) = 1 and child.relnamespace = current_schema()::regnamespace
order by child.relname, child_attribute.attname`;

/** The foreign keys between tables of the current schema, by the table that they refer to. */
export class ForeignKeyGraph {
  readonly #byParent: ReadonlyMap<string, readonly ForeignKey[]>;

  constructor(keys: readonly ForeignKey[]) {
    this.#byParent = Map.groupBy(keys, (key) => key.parentTable);
  }

  /** Foreign keys that refer to a table. */
  referringTo(table: string): readonly ForeignKey[] {
    return this.#byParent.get(table) ?? [];
  }
}

/** Reads the graph from PostgreSQL's catalogue. */
export async function loadForeignKeys(query: Query): Promise<ForeignKeyGraph> {
  const rows = await query<ForeignKeyRow>(selectForeignKeys);
  return new ForeignKeyGraph(
    rows.map((row) => ({
      childTable: row.child,
      childColumn: row.child_column,
      parentTable: row.parent,
      parentColumn: row.parent_column,
      onDelete: deleteRules[row.rule] ?? 'restrict',
    })),
  );
}

/** https://www.postgresql.org/docs/current/catalog-pg-constraint.html; `set default` counts as `set null`: an update. */
const deleteRules: Readonly<Record<string, DeleteRule>> = {
  a: 'restrict',
  r: 'restrict',
  c: 'cascade',
  n: 'set-null',
  d: 'set-null',
};
