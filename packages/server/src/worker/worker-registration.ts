import { hostname } from 'node:os';
import { Client } from 'pg';
import { advisoryLockKeys, workerLockFamily } from '../database/advisory-locks.ts';

/** Silence on the connection after which either side asks whether the other is still there, in seconds. */
const keepAliveS = 10;

export interface RegistrationOptions {
  readonly url: string;
  readonly slots: number;
  /** Version of the server. */
  readonly version: string;
}

/** A process that others see as alive. Dispose of it when it takes no runs any more. */
export interface WorkerRegistration extends AsyncDisposable {
  readonly number: number;
  /** Resolves when the connection, and with it the proof of life, is lost: others will take the worker for dead. */
  readonly lost: Promise<void>;
}

/**
 * Enters a worker in the registry: a row, and an advisory lock on a connection of its own that PostgreSQL gives back
 * the moment this process ends, however it ends.
 * @param startQueue starts taking runs and returns the name that the queue knows it by. It is called while nobody
 *   cleans up after dead workers, so that nobody meets an entry of the queue that belongs to a worker yet unknown.
 */
export async function registerWorker(
  options: RegistrationOptions,
  startQueue: (number: number) => Promise<string>,
): Promise<WorkerRegistration> {
  const client = new Client({
    connectionString: options.url,
    application_name: 'jobwright worker',
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveS * 1000,
    // PostgreSQL is to notice within half a minute that a whole machine is gone; by default it takes two hours.
    options: `-c tcp_keepalives_idle=${keepAliveS} -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3`,
  });
  const { promise: lost, resolve: onLost } = Promise.withResolvers<undefined>();
  client.on('error', () => onLost(undefined));
  client.on('end', () => onLost(undefined));
  await client.connect();
  try {
    await client.query('select pg_advisory_lock_shared($1, $2)', [...advisoryLockKeys.recovery]);
    const number = await enter(client, options);
    const queuePool = await startQueue(number);
    await client.query('update extras_worker set queue_pool = $2 where number = $1', [number, queuePool]);
    await client.query('select pg_advisory_unlock_shared($1, $2)', [...advisoryLockKeys.recovery]);
    return {
      number,
      lost,
      [Symbol.asyncDispose]: async () => {
        await client
          .query('update extras_worker set stopped = now() where number = $1', [number])
          .catch(() => undefined);
        await client.end().catch(() => undefined);
      },
    };
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
}

async function enter(client: Client, options: RegistrationOptions): Promise<number> {
  // The lock is taken before the row can be seen: there is no moment in which the worker looks dead.
  await client.query('begin');
  const { rows } = await client.query<{ number: number }>(
    `insert into extras_worker (hostname, pid, slots, version, started) values ($1, $2, $3, $4, now()) returning number`,
    [hostname().slice(0, 255), process.pid, options.slots, options.version],
  );
  const number = rows[0]?.number ?? 0;
  await client.query('select pg_advisory_lock($1, $2)', [workerLockFamily, number]);
  await client.query('commit');
  return number;
}
