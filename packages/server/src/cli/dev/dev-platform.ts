import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../config/config.ts';
import type { Database } from '../../database/orm.ts';
import { watchFolder } from '../../discovery/watch-folder.ts';
import { DataFolderInUseError, ServerNotRunningError } from '../../errors.ts';
import { startServer } from '../../server.ts';
import { administratorKey } from '../administrator-key.ts';
import type { CommonOptions } from '../database-access.ts';
import { RestClient } from '../rest-client.ts';
import { connectToServer } from '../server-connection.ts';
import { isSameList } from './compare-jobs.ts';
import { readJobList, type JobList } from './job-list.ts';

/** The platform that `jobwright dev` shows the jobs of. Disposing of it stops what it started, and nothing else. */
export interface DevPlatform extends AsyncDisposable {
  readonly client: RestClient;
  readonly database: Database;
  /** Address and token of the server that was started here; undefined when one is running already. */
  readonly started?: { readonly url: string; readonly token: string; readonly username: string };
  /** The jobs as they are at the start. */
  readonly jobs: JobList;
  /** Rejects when the server that was joined is gone. */
  readonly lost: Promise<never>;
}

export interface DevPlatformOptions extends CommonOptions {
  /** Called after a file of the jobs folder has changed, with the jobs as the platform has them then. Calls do not overlap. */
  readonly onSave: (jobs: JobList) => void;
}

/** How long a server elsewhere is given to notice what changed, before a save counts as one that changes no job. */
const noticeTimeoutMs = 2000;
const pollMs = 200;

/**
 * Starts the platform as `jobwright serve` would, or joins the server that has the data folder already. That one looks
 * through the jobs itself; here the folder is watched only to know when.
 */
export async function openDevPlatform(config: Config, options: DevPlatformOptions): Promise<DevPlatform> {
  try {
    return await startHere(config, options);
  } catch (error) {
    if (error instanceof DataFolderInUseError) return await joinRunning(config, options);
    throw error;
  }
}

async function startHere(config: Config, { onSave }: DevPlatformOptions): Promise<DevPlatform> {
  await using stack = new AsyncDisposableStack();
  let database: Database | undefined;
  let reading = Promise.resolve();
  const readAfter = async (previous: Promise<void>): Promise<void> => {
    await previous;
    // The first look is told by `jobs`. Reading fails when the platform is being stopped.
    const jobs = database && (await readJobList(database).catch(() => undefined));
    if (jobs !== undefined) onSave(jobs);
  };
  const look = () => {
    reading = readAfter(reading);
  };
  const server = stack.use(await startServer(config, { onDiscovered: look }));
  await server.discovered;
  const jobs = await readJobList(server.database);
  database = server.database;
  const token = await administratorKey(server, config);
  const resources = stack.move();
  return {
    client: new RestClient({ baseUrl: server.url, token }),
    database,
    started: { url: server.url, token, username: server.administrator.username },
    jobs,
    lost: new Promise(() => undefined),
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

async function joinRunning({ jobsRoot }: Config, { onSave, ...options }: DevPlatformOptions): Promise<DevPlatform> {
  await using stack = new AsyncDisposableStack();
  const { client, database } = stack.use(await connectToServer(options));
  if (database === undefined) throw new Error('The server that was joined has no database here.');
  const jobs = await readJobList(database);
  const { lost } = stack.use(followServer(database, { jobsRoot, jobs, onSave }));
  const resources = stack.move();
  return { client, database, jobs, lost, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

interface FollowOptions extends Pick<DevPlatformOptions, 'onSave'> {
  readonly jobsRoot: string;
  /** The jobs at the start. */
  readonly jobs: JobList;
}

/** Tells of the jobs when they differ; and when a file has changed, and some time later they still do not. */
function followServer(
  database: Database,
  { jobsRoot, jobs, onSave }: FollowOptions,
): AsyncDisposable & Pick<DevPlatform, 'lost'> {
  const stopping = new AbortController();
  let savedAt: number | undefined;
  const watching = watchFolder(jobsRoot, {
    onChange: async () => {
      savedAt = Date.now();
    },
  });
  const lost = Promise.withResolvers<never>();
  lost.promise.catch(() => undefined); // for whoever does not ask
  const following = (async () => {
    for (let last = jobs; !stopping.signal.aborted;) {
      await delay(pollMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      const now = await readJobList(database);
      const isOverdue = savedAt !== undefined && Date.now() - savedAt > noticeTimeoutMs;
      if (isSameList(last, now) && !isOverdue) continue;
      last = now;
      savedAt = undefined;
      onSave(now);
    }
  })().catch((error: unknown) => {
    lost.reject(new ServerNotRunningError('The server that was joined has stopped.', { cause: error }));
  });
  return {
    lost: lost.promise,
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await Promise.all([following, watching[Symbol.asyncDispose]()]);
    },
  };
}
