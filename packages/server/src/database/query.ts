import type { EntityManager } from '@mikro-orm/postgresql';
import type { ClientBase, Pool } from 'pg';
import { executeStatement, type StatementExecutor } from './statement.ts';

/** Runs one statement with its parameters. */
export type Query = <Row>(sql: string, parameters?: readonly unknown[]) => Promise<readonly Row[]>;

/** Statements on a client, in its transaction if it has one; on a pool each is a transaction of its own. */
export function queryOn(connection: Pool | ClientBase): Query {
  return async (sql, parameters = []) => (await connection.query(sql, [...parameters])).rows;
}

/**
 * Statements in the transaction of an entity manager.
 * @throws {@link Error} outside of one: what is written here belongs together with other changes
 */
export function queryIn(em: EntityManager): Query {
  const transaction: unknown = em.getTransactionContext();
  if (transaction === undefined) throw new Error('There is no transaction for these statements.');
  return (sql, parameters = []) => executeStatement(transaction as StatementExecutor, sql, parameters);
}
