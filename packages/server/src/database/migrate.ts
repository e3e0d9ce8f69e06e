import type { Plugin } from '@jobwright/sdk';
import { runMigrations } from 'graphile-worker';
import { Client } from 'pg';
import { MigrationError } from '../errors.ts';
import { advisoryLockKeys } from './advisory-locks.ts';
import { openDatabase } from './orm.ts';
import { queueLogger } from './queue-logger.ts';

export interface MigrateOptions {
  readonly url: string;
  readonly plugins: readonly Plugin[];
}

/**
 * Brings the schema up to date: the queue's, the platform's, then each plugin's in the order of their dependencies.
 * Processes that start at the same time wait for each other, and only the first does anything.
 * @returns names of the migrations that ran, in order
 * @throws {@link MigrationError} when one fails; nothing of the platform's and the plugins' has changed then
 */
export async function migrate(options: MigrateOptions): Promise<readonly string[]> {
  // A connection of its own: the lock lives as long as it does, also when this process is killed.
  const lock = new Client({ connectionString: options.url, application_name: 'jobwright migrate' });
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1, $2)', [...advisoryLockKeys.migrate]);
    await using database = await openDatabase({ ...options, applicationName: 'jobwright migrate', maxConnections: 2 });
    await runMigrations({ pgPool: database.pool, logger: queueLogger() });
    const executed = await database.orm.migrator.up();
    return executed.map((migration) => migration.name);
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    throw new MigrationError(
      `The database could not be migrated: ${error instanceof Error ? error.message : String(error)}`,
      {
        cause: error,
      },
    );
  } finally {
    await lock.end();
  }
}

/** Names of migrations that {@link migrate} would run, in order. */
export async function listPendingMigrations(options: MigrateOptions): Promise<readonly string[]> {
  await using database = await openDatabase({ ...options, applicationName: 'jobwright migrate', maxConnections: 2 });
  return (await database.orm.migrator.getPending()).map((migration) => migration.name);
}
