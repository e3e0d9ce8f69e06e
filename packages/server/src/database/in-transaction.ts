import type { Pool, PoolClient } from 'pg';

/**
 * Runs `work` in a transaction on a connection of its own.
 * @returns what `work` gives, once it is committed
 * @throws what `work` or the commit throws; nothing that was written remains then
 */
export async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const result = await work(client);
    await client.query('commit');
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}
