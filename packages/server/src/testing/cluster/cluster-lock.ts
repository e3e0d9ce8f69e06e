import type { Client } from 'pg';

/**
 * Advisory lock on the throw-away server. Every process that uses the server holds it shared as long as it lives;
 * whoever gets it alone knows that nobody does.
 */
const lockKey = [0x4a57, 100] as const;

/** False while the server is being cleaned up or stopped. */
export async function shareCluster(client: Client): Promise<boolean> {
  return await tryLock(client, 'pg_try_advisory_lock_shared');
}

/** False while any process uses the server. */
export async function claimCluster(client: Client): Promise<boolean> {
  return await tryLock(client, 'pg_try_advisory_lock');
}

/** Gives back what {@link claimCluster} took. */
export async function releaseCluster(client: Client): Promise<void> {
  await client.query('select pg_advisory_unlock($1, $2)', [...lockKey]);
}

async function tryLock(client: Client, take: string): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>(`select ${take}($1, $2) as taken`, [...lockKey]);
  return rows[0]?.taken === true;
}
