/** What of Kysely's database and transaction objects is used: MikroORM's own `execute` writes values into the text. */
export interface StatementExecutor {
  executeQuery(query: object): Promise<{ readonly rows: readonly unknown[] }>;
}

let queries = 0;

/** Executes SQL with bound parameters, in the form that Kysely's `CompiledQuery.raw` has. */
export async function executeStatement<Row>(
  executor: StatementExecutor,
  sql: string,
  parameters: readonly unknown[],
): Promise<readonly Row[]> {
  queries = (queries + 1) % Number.MAX_SAFE_INTEGER;
  const { rows } = await executor.executeQuery({
    sql,
    parameters,
    query: { kind: 'RawNode', sqlFragments: [sql], parameters: [] },
    queryId: { queryId: `jobwright${queries}` },
  });
  return rows as readonly Row[];
}
