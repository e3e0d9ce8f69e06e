import type { Plugin } from '@jobwright/sdk';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import type { ClientBase, Pool } from 'pg';
import { listMigrations, migrationTable } from './migrations-list.ts';
import { platformEntities } from './platform-entities.ts';

export interface DatabaseOptions {
  /** Connection string of PostgreSQL. */
  readonly url: string;
  /** In any order; dependencies are sorted here. */
  readonly plugins: readonly Plugin[];
  /** Name under which PostgreSQL shows our connections. @defaultValue `'jobwright'` */
  readonly applicationName?: string;
  /** Upper bound of open connections. @defaultValue 10 */
  readonly maxConnections?: number;
  /** False: connect to nothing before the first statement; there may be no database at all. @defaultValue true */
  readonly checkExists?: boolean;
  /**
   * True: PostgreSQL stops in the middle of a statement, within a second, when the process that asked for it is gone.
   * @defaultValue false: it finds out at the end of the statement
   */
  readonly noticesLostClients?: boolean;
  /** False: the process may end while connections are idle. @defaultValue true */
  readonly keepsProcessAlive?: boolean;
  /** SQL of every statement, when somebody wants to see it. */
  readonly onQuery?: (sql: string) => void;
}

/** The platform's and the plugins' entities on one pool of connections. Dispose of it to close them. */
export interface Database extends AsyncDisposable {
  readonly orm: MikroORM;
  /** The pool that the ORM uses, for statements that are plain SQL. */
  readonly pool: Pool;
  readonly url: string;
  readonly plugins: readonly Plugin[];
}

/**
 * Opens the database with the entities of the platform and of the plugins. Migrates nothing.
 * Fork `orm.em` for each unit of work: the global one refuses to be used.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const models = options.plugins.flatMap((plugin) => plugin.models);
  const orm = await MikroORM.init({
    entities: [...platformEntities, ...models.map((model) => model.entity)],
    clientUrl: options.url,
    extensions: [Migrator],
    ensureDatabase: options.checkExists ?? true,
    pool: { min: 0, max: options.maxConnections ?? 10, idleTimeoutMillis: 30_000 },
    driverOptions: {
      application_name: options.applicationName ?? 'jobwright',
      keepAlive: true,
      ...(options.keepsProcessAlive === false ? { allowExitOnIdle: true } : {}),
      ...(options.noticesLostClients === true ? { onConnect: watchClient } : {}),
    },
    migrations: {
      tableName: migrationTable,
      migrationsList: await listMigrations(options.plugins),
      // One transaction over all of them: a start that fails leaves the database as it was.
      allOrNothing: true,
      transactional: true,
      snapshot: false,
      disableForeignKeys: false,
      silent: true,
    },
    // The queue's tables, our helper functions and the triggers of migrations are no entities.
    schemaGenerator: {
      ignoreSchema: ['graphile_worker', 'jobwright_internal'],
      disableForeignKeys: false,
      ignoreTriggers: true,
      skipTables: [migrationTable, 'users_sign_in_attempts'],
    },
    ...(options.onQuery ? { debug: ['query'], logger: options.onQuery } : {}),
  });
  const pool = await orm.driver.getConnection().getNativeClient();
  return {
    orm,
    pool,
    url: options.url,
    plugins: options.plugins,
    [Symbol.asyncDispose]: () => orm.close(true),
  };
}

/** The pool hands a connection out when this is over. PostgreSQL on some systems cannot do it, and refuses the setting. */
async function watchClient(client: ClientBase): Promise<void> {
  await client.query('set client_connection_check_interval = 1000').catch(() => undefined);
}
