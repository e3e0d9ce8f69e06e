import type { Plugin } from '@jobwright/sdk';
import { describeJob, ModelRegistry, type JobClass } from '@jobwright/sdk/internal';
import type { FastifyInstance, InjectOptions } from 'fastify';
import type { Pool } from 'pg';
import { buildApp, type AppOptions } from '../../app.ts';
import { openNotifications } from '../../database/notifications.ts';
import { openDatabase, type Database } from '../../database/orm.ts';
import { createRunEvents } from '../../modules/job-results/run-events.ts';
import type { SubmittedJob } from '../../modules/job-results/submit-run.ts';
import { createToken } from '../../modules/users/tokens.ts';
import { insertJob, insertUser, type UserFixture } from '../fixtures.ts';
import { createTestDatabase } from '../test-database.ts';
import { networkPlugin } from './network-plugin.ts';

/** An answer, with its body read as JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into bodies freely; the schemas are checked by the app
  readonly body: any;
}

/** Somebody who asks. */
export interface Client {
  readonly user: UserFixture;
  readonly key: string;
  readonly get: (url: string) => Promise<Answer>;
  readonly send: (method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', url: string, body?: unknown) => Promise<Answer>;
}

/** The application on a database of its own. Dispose of it at the end. */
export interface TestApp extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly database: Database;
  readonly pool: Pool;
  /** A superuser. */
  readonly admin: Client;
  /** Adds an ordinary user. */
  readonly addClient: (username: string, permissions?: readonly PermissionFixture[]) => Promise<Client>;
  /** Adds a job as discovery would, under `local/<class in lower case>/<class>`. */
  readonly addJob: (jobClass: JobClass) => Promise<SubmittedJob>;
  readonly inject: (options: InjectOptions) => Promise<Answer>;
}

/** A permission of a user. */
export interface PermissionFixture {
  readonly objectTypes: readonly string[];
  readonly actions: readonly string[];
  readonly constraints?: unknown;
}

export async function createTestApp(
  options: AppOptions & { readonly plugins?: readonly Plugin[] } = {},
): Promise<TestApp> {
  const { plugins = [networkPlugin], ...appOptions } = options;
  await using stack = new AsyncDisposableStack();
  const testDatabase = stack.use(await createTestDatabase({ plugins }));
  const database = stack.use(await openDatabase({ url: testDatabase.url, plugins }));
  const notifications = stack.use(await openNotifications({ url: testDatabase.url }));
  const runEvents = stack.use(createRunEvents(notifications));
  const app = await buildApp({ database, runEvents }, { checkResponses: true, ...appOptions });
  stack.defer(() => app.close());
  await app.ready();
  const { pool } = database;
  const models = new ModelRegistry(plugins.flatMap((plugin) => plugin.models) as never);

  const inject = async (request: InjectOptions): Promise<Answer> => {
    const { statusCode, headers, payload } = await app.inject(request);
    const isJson = (headers['content-type'] ?? '').startsWith('application/json');
    return { status: statusCode, headers, body: isJson && payload !== '' ? JSON.parse(payload) : payload };
  };
  const clientOf = async (user: UserFixture): Promise<Client> => {
    const { key } = await createToken(pool, { userId: user.id });
    const headers = { authorization: `Token ${key}` };
    return {
      user,
      key,
      get: (url) => inject({ method: 'GET', url, headers }),
      send: (method, url, body) =>
        inject({ method, url, headers, ...(body === undefined ? {} : { payload: body as object }) }),
    };
  };
  return {
    app,
    database,
    pool,
    inject,
    admin: await clientOf(await insertUser(pool, 'admin', true)),
    addClient: async (username, permissions = []) => {
      const user = await insertUser(pool, username);
      for (const [index, permission] of permissions.entries()) {
        await pool.query(
          `with added as (
             insert into users_object_permission (id, created, last_updated, name, object_types, actions, constraints)
             values (gen_random_uuid(), now(), now(), $1, $2, $3, $4) returning id)
           insert into users_object_permission_users select id, $5 from added`,
          [
            `${username} ${index}`,
            permission.objectTypes,
            permission.actions,
            permission.constraints === undefined ? null : JSON.stringify(permission.constraints),
            user.id,
          ],
        );
      }
      return clientOf(user);
    },
    addJob: async (jobClass) => {
      const className = (jobClass as unknown as { readonly name: string }).name;
      return insertJob(pool, className, { descriptor: describeJob(className, jobClass, models) });
    },
    ...disposer(stack.move()),
  };
}

function disposer(stack: AsyncDisposableStack): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
