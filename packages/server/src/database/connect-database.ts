import { Client } from 'pg';
import { DatabaseUnusableError } from '../errors.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded/embedded-postgres.ts';

/** The oldest PostgreSQL that the platform runs on. */
const minimumVersion = 15;

export interface ConnectDatabaseOptions {
  /** Connection string of a server of the user's own; without it one is started in the data folder. */
  readonly databaseUrl?: string;
  readonly dataDir: string;
  /** Called once per noteworthy event, with a sentence. */
  readonly onEvent?: (message: string) => void;
}

/** A database that can be used. Disposing of it stops the server, if it is ours. */
export interface ConnectedDatabase extends AsyncDisposable {
  readonly url: string;
  /** Set when the server is ours. */
  readonly embedded?: EmbeddedPostgres;
}

/**
 * Gives a database that the platform can work with: the user's own if one is configured, else the embedded one.
 * @throws {@link DatabaseUnusableError} when the user's cannot be reached, is too old, or grants too little
 * @throws {@link DataFolderInUseError}
 * @throws {@link EmbeddedPostgresError}
 */
export async function connectDatabase(options: ConnectDatabaseOptions): Promise<ConnectedDatabase> {
  if (options.databaseUrl !== undefined) {
    await checkDatabase(options.databaseUrl);
    return { url: options.databaseUrl, [Symbol.asyncDispose]: async () => undefined };
  }
  const embedded = await startEmbeddedPostgres(options);
  return { url: embedded.url, embedded, [Symbol.asyncDispose]: () => embedded[Symbol.asyncDispose]() };
}

/**
 * Checks version and rights, so that what is missing is said at the start and in words.
 * @throws {@link DatabaseUnusableError}
 */
export async function checkDatabase(url: string): Promise<void> {
  const place = describePlace(url);
  const client = new Client({
    connectionString: url,
    application_name: 'jobwright check',
    connectionTimeoutMillis: 10_000,
  });
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => undefined);
    throw new DatabaseUnusableError(
      `The database at ${place} cannot be reached: ${explain(error)} Check DATABASE_URL.`,
      {
        cause: error,
      },
    );
  }
  try {
    const { rows } = await client.query<CheckRow>(checkSql);
    const problem = rows[0] ? findProblem(rows[0], place) : undefined;
    if (problem !== undefined) throw new DatabaseUnusableError(problem);
  } finally {
    await client.end();
  }
}

interface CheckRow {
  readonly version: number;
  readonly database: string;
  readonly role: string;
  readonly schema: string | null;
  readonly encoding: string;
  readonly isReadOnly: boolean;
  readonly maxConnections: number;
  /** Schemas of ours, made or possible to make. */
  readonly canMakeSchemas: boolean;
  readonly canMakeTables: boolean;
}

const checkSql = `
select current_setting('server_version_num')::int / 10000 as version,
  current_database() as database, current_user as role, current_schema() as schema,
  current_setting('server_encoding') as encoding, pg_is_in_recovery() as "isReadOnly",
  current_setting('max_connections')::int as "maxConnections",
  has_database_privilege(current_database(), 'create')
    or (to_regnamespace('graphile_worker') is not null and to_regnamespace('jobwright_internal') is not null)
    as "canMakeSchemas",
  coalesce(has_schema_privilege(current_schema(), 'create'), false) as "canMakeTables"`;

function findProblem(row: CheckRow, place: string): string | undefined {
  const { version, database, role } = row;
  if (version < minimumVersion) {
    return `The database at ${place} is PostgreSQL ${version}; the platform needs ${minimumVersion} or newer.`;
  }
  if (row.encoding !== 'UTF8') {
    return `The database "${database}" has the encoding ${row.encoding}. Make one with: create database … encoding 'UTF8' template template0;`;
  }
  if (row.isReadOnly)
    return `The database at ${place} is a standby that cannot be written. Point DATABASE_URL at the primary.`;
  if (!row.canMakeSchemas) {
    return `The role "${role}" may not make schemas in the database "${database}". Grant it: grant create on database "${database}" to "${role}";`;
  }
  if (!row.canMakeTables) {
    const schema = row.schema ?? 'public';
    return `The role "${role}" may not make tables in the schema "${schema}" of "${database}". Grant it: grant create on schema "${schema}" to "${role}";`;
  }
  return undefined;
}

/** Host and database, without user and password. */
function describePlace(url: string): string {
  try {
    const { host, pathname } = new URL(url);
    return `${host || 'localhost'}${pathname}`;
  } catch {
    return 'DATABASE_URL';
  }
}

function explain(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  switch (code) {
    case 'ECONNREFUSED':
      return 'nothing answers there.';
    case 'ENOTFOUND':
      return 'there is no such host.';
    case '28P01':
    case '28000':
      return 'user or password are refused.';
    case '3D000':
      return 'there is no such database on that server.';
    default:
      return `${(message ?? String(error)).replace(/\.$/, '')}.`;
  }
}
