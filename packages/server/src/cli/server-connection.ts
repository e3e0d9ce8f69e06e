import { buildApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import { openNotifications } from '../database/notifications.ts';
import type { Database } from '../database/orm.ts';
import { CommandUsageError } from '../errors.ts';
import { createRunEvents } from '../modules/job-results/run-events.ts';
import { createToken } from '../modules/users/tokens.ts';
import { modelPackagesOf } from '../runtime/bundle/runtime-packages.ts';
import { startServer } from '../server.ts';
import { readClientEnvironment } from './client-environment.ts';
import { openDatabaseAccess, withRunningDatabase, type CommonOptions } from './database-access.ts';
import { RestClient } from './rest-client.ts';

/** A way to the REST API, with the rights of a user. Dispose of it when the command is done. */
export interface ServerConnection extends AsyncDisposable {
  readonly client: RestClient;
  /** The database of the platform; undefined when the server is elsewhere. */
  readonly database?: Database;
}

export interface ConnectOptions extends CommonOptions {
  /** Address of a server elsewhere. Its token comes from the environment: arguments are visible to others. */
  readonly url?: string;
  /** User on whose behalf the command works. @defaultValue the first administrator */
  readonly username?: string;
  /** Run without a server: start everything that a run needs in this process. */
  readonly local?: boolean;
}

/** Lives as long as the command at most. */
const tokenLifetimeMs = 24 * 3_600_000;

/**
 * Connects a command to the platform, in one of three ways: to a server elsewhere by its address; to the database of the
 * server of this machine; or to a server of its own in this process (`local`).
 *
 * In the second case the command serves the REST API to itself on the loopback interface, and the workers of the running
 * server execute the run: input is checked in exactly the same way, wherever a run is asked for.
 */
export async function connectToServer(options: ConnectOptions): Promise<ServerConnection> {
  if (options.url !== undefined) return connectByAddress(options.url);
  return options.local === true ? await startOwnServer(options) : await joinServer(options);
}

function connectByAddress(baseUrl: string): ServerConnection {
  const { token } = readClientEnvironment();
  if (token === undefined)
    throw new CommandUsageError('Set JOBWRIGHT_TOKEN to a token of the server that --url names.');
  if (!/^https?:\/\/[^/]/.test(baseUrl))
    throw new CommandUsageError(`"${baseUrl}" is no address of a server: http://host:port`);
  return { client: new RestClient({ baseUrl, token }), [Symbol.asyncDispose]: () => Promise.resolve() };
}

async function joinServer(options: ConnectOptions): Promise<ServerConnection> {
  const platform = await openDatabaseAccess({ ...options, mayStartDatabase: false });
  await using stack = new AsyncDisposableStack();
  stack.use(platform);
  const { database, plugins } = platform;
  const token = stack.use(await issueToken(database, options.username));
  const notifications = stack.use(await openNotifications({ url: database.url }));
  const runEvents = stack.use(createRunEvents(notifications));
  const app = await buildApp({ database, runEvents }, { origin: 'cli', modelPackages: modelPackagesOf(plugins) });
  stack.defer(() => app.close());
  const baseUrl = await app.listen({ host: '127.0.0.1', port: 0 });
  return { client: new RestClient({ baseUrl, token: token.key }), database, ...disposingOf(stack.move()) };
}

async function startOwnServer(options: ConnectOptions): Promise<ServerConnection> {
  const overrides = { host: '127.0.0.1', port: 0, workerSlots: 1, syncSlots: 0, logLevel: 'error' };
  const config = await loadConfig({ ...(options.config === undefined ? {} : { file: options.config }), overrides });
  await using stack = new AsyncDisposableStack();
  const server = stack.use(
    await startServer(await withRunningDatabase(config), { origin: 'cli', startsScheduledRuns: false }),
  );
  await server.discovered;
  const token = stack.use(await issueToken(server.database, options.username));
  return { client: new RestClient({ baseUrl: server.url, token: token.key }), ...disposingOf(stack.move()) };
}

/** A token for as long as the command runs. */
async function issueToken(
  { pool }: Database,
  username: string | undefined,
): Promise<AsyncDisposable & { readonly key: string }> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from users_user where is_active and (username = $1 or ($1::text is null and is_superuser)) order by created limit 1`,
    [username ?? null],
  );
  const [user] = rows;
  if (user === undefined) {
    throw new CommandUsageError(
      username === undefined
        ? 'There is no administrator yet. Start the server once, or make one with "jobwright user create <name> --superuser".'
        : `There is no active user "${username}". Make one with "jobwright user create ${username}".`,
    );
  }
  const expires = new Date(Date.now() + tokenLifetimeMs);
  const { id, key } = await createToken(pool, { userId: user.id, description: 'jobwright runjob', expires });
  return {
    key,
    [Symbol.asyncDispose]: async () => {
      // A database that is gone must not hide why the command ends: the token expires by itself.
      await pool.query('delete from users_token where id = $1', [id]).catch(() => undefined);
    },
  };
}

function disposingOf(stack: AsyncDisposableStack): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
