import type { Plugin } from '@jobwright/sdk';
import { runMigrations } from 'graphile-worker';
import { Client } from 'pg';
import { MigrationError } from '../errors.ts';
import { advisoryLockKeys } from './advisory-locks.ts';
import { listMigrations, migrationTable } from './migrations-list.ts';
import { openDatabase, type Database } from './orm.ts';
import { queueLogger } from './queue-logger.ts';

const undefinedTable = '42P01';

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
  await using database = await openDatabase({ ...options, applicationName: 'jobwright migrate', maxConnections: 2 });
  return await migrateDatabase(database);
}

/** As {@link migrate}, on a database that is open already. Quick when there is nothing to do. */
export async function migrateDatabase(database: Database): Promise<readonly string[]> {
  if (await isUpToDate(database)) {
    await migrateQueue(database);
    return [];
  }
  // A connection of its own: the lock lives as long as it does, also when this process is killed.
  const lock = new Client({ connectionString: database.url, application_name: 'jobwright migrate' });
  await lock.connect();
  const { migrator } = database.orm;
  let current: string | undefined;
  const note = ({ name }: { readonly name: string }): void => {
    current = name;
  };
  migrator.on('migrating', note);
  try {
    await lock.query('select pg_advisory_lock($1, $2)', [...advisoryLockKeys.migrate]);
    await migrateQueue(database);
    const executed = await migrator.up();
    return executed.map((migration) => migration.name);
  } catch (error) {
    if (error instanceof MigrationError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    // Its name begins with that of the plugin.
    const place = current === undefined ? '' : ` by ${current}`;
    throw new MigrationError(`The database could not be migrated${place}: ${reason}`, { cause: error });
  } finally {
    migrator.off('migrating', note);
    await lock.end();
  }
}

/** Names of migrations that {@link migrate} would run, in order. */
export async function listPendingMigrations(options: MigrateOptions): Promise<readonly string[]> {
  await using database = await openDatabase({ ...options, applicationName: 'jobwright migrate', maxConnections: 2 });
  return (await database.orm.migrator.getPending()).map((migration) => migration.name);
}

/** One query that needs nothing of the ORM: it is what every start but the first has to wait for. */
async function isUpToDate(database: Database): Promise<boolean> {
  const expected = await listMigrations(database.plugins);
  try {
    const { rows } = await database.pool.query<{ name: string }>(`select name from ${migrationTable}`);
    const executed = new Set(rows.map(({ name }) => name));
    return expected.every(({ name }) => executed.has(name));
  } catch (error) {
    if ((error as { code?: string }).code === undefinedTable) return false;
    throw error;
  }
}

/** The queue's engine has migrations of its own, and copes with others that run them at the same time. */
async function migrateQueue(database: Database): Promise<void> {
  await runMigrations({ pgPool: database.pool, logger: queueLogger() });
}
