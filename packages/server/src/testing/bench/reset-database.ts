import type { Pool } from 'pg';

/**
 * Tables that every run of a process needs and none changes: what was compiled, the worker, and what has been migrated.
 */
const keptTables = [
  'jobwright_migration',
  'extras_worker',
  'extras_job',
  'extras_job_module',
  'extras_job_bundle',
  'extras_job_data_file',
];

const listTablesSql = `
select format('%I.%I', schema.nspname, class.relname) as name, class.relname as title,
  (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
   where attrelid = class.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns
from pg_class class join pg_namespace schema on schema.oid = class.relnamespace
where class.relkind = 'r' and class.relpersistence = 'p' and class.relname <> all ($1)
  and schema.nspname !~ '^pg_' and schema.nspname not in ('information_schema', 'graphile_worker')
order by 1`;

interface Table {
  readonly name: string;
  readonly title: string;
  readonly columns: string;
}

/**
 * Remembers the database as it is, migrated and with what migrations put into it.
 * @returns a function that brings it back to that state; takes some milliseconds where little was written. Sequences go on.
 */
export async function rememberDatabase(pool: Pool): Promise<() => Promise<void>> {
  const { rows: tables } = await pool.query<Table>(listTablesSql, [keptTables]);
  const filled = await findFilled(pool, tables);
  if (filled.length > 0) await pool.query('create schema jobwright_testing');
  for (const [index, { name, columns }] of filled.entries()) {
    await pool.query(`create table ${copyOf(index)} as select ${columns} from ${name}`);
  }
  // One text is one transaction and one round trip. As a replica, the server asks no trigger and no foreign key.
  const reset = [
    'set local session_replication_role = replica',
    ...tables.map(({ name }) => `delete from ${name}`),
    ...filled.map(
      ({ name, columns }, index) =>
        `insert into ${name} (${columns}) overriding system value select ${columns} from ${copyOf(index)}`,
    ),
  ].join(';\n');
  return async () => {
    await pool.query(reset);
  };
}

function copyOf(index: number): string {
  return `jobwright_testing.table_${index}`;
}

async function findFilled(pool: Pool, tables: readonly Table[]): Promise<readonly Table[]> {
  if (tables.length === 0) return [];
  const questions = tables.map(({ name }, index) => `select ${index} as index where exists (select from ${name})`);
  const { rows } = await pool.query<{ index: number }>(questions.join(' union all '));
  return rows.flatMap(({ index }) => tables[index] ?? []);
}
