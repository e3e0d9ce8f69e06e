import { setTimeout as delay } from 'node:timers/promises';
import type { RepositoryReference } from '@jobwright/git-sync';
import { runTaskList, type WorkerPool } from 'graphile-worker';
import type { Pool } from 'pg';
import { channels, type Notifications } from '../database/notifications.ts';
import { queueLogger } from '../database/queue-logger.ts';
import { removeTaskName, requestDueSyncs, syncTaskName } from '../modules/git-repositories/request-sync.ts';
import { registerWorker, type WorkerRegistration } from '../worker/worker-registration.ts';
import { isInUse, readRepositories, referenceOf } from './read-repositories.ts';
import { executeSync, type SyncContext, type SyncLogger } from './execute-sync.ts';

/** How often repositories are looked for whose time has come. */
const dueIntervalMs = 5000;
/** How often this server looks for copies of repositories that are gone: one server alone hears of their end. */
const tidyIntervalMs = 600_000;
const restartPauseMs = 1000;

export interface SyncRunnerLogger extends SyncLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

export interface SyncRunnerOptions extends SyncContext {
  readonly url: string;
  readonly pool: Pool;
  readonly notifications: Notifications;
  readonly version: string;
  /** Syncs at the same time. Two of one repository wait for each other. */
  readonly slots: number;
  readonly logger: SyncRunnerLogger;
}

/**
 * Executes the syncs that are asked for, and asks for those whose time has come. It is known to the others as a worker
 * without slots: should it die, its syncs are closed like the runs of any worker. Dispose of it to cancel what it does.
 */
export async function startSyncRunner(options: SyncRunnerOptions): Promise<AsyncDisposable> {
  const { pool, logger, notifications } = options;
  const active = new Map<string, AbortController>();
  const stopping = new AbortController();
  let life = await beginLife(options, active);

  const supervision = (async () => {
    const stopped = new Promise<'stopped'>((resolve) => {
      stopping.signal.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    while ((await Promise.race([life.registration.lost.then(() => 'lost' as const), stopped])) === 'lost') {
      logger.error({}, 'The syncs lost their database; they are stopped and started over.');
      await endLife(life, active);
      for (;;) {
        if (stopping.signal.aborted) return;
        try {
          life = await beginLife(options, active);
          break;
        } catch (error) {
          logger.warn({ err: error }, 'The syncs cannot start yet.');
          await delay(restartPauseMs);
        }
      }
    }
  })();
  const cancellations = notifications.subscribe(channels.cancel, (id) => {
    if (id !== undefined) active.get(id)?.abort();
  });
  const due = setInterval(() => {
    requestDueSyncs(pool).catch((error: unknown) => logger.error({ err: error }, 'Due syncs could not be asked for.'));
  }, dueIntervalMs).unref();

  const tidy = (): void => {
    removeUnknown(options).catch((error: unknown) => {
      if (!stopping.signal.aborted) logger.error({ err: error }, 'Copies of git repositories could not be removed.');
    });
  };
  const tidying = setInterval(tidy, tidyIntervalMs).unref();
  tidy();

  return {
    [Symbol.asyncDispose]: async () => {
      clearInterval(due);
      clearInterval(tidying);
      cancellations[Symbol.dispose]();
      stopping.abort();
      await supervision;
      await endLife(life, active);
    },
  };
}

/** Removes what is here of repositories that do not exist any more. */
async function removeUnknown({ access, pool, logger }: SyncRunnerOptions): Promise<void> {
  const known = async (): Promise<readonly RepositoryReference[]> => (await readRepositories(pool)).map(referenceOf);
  const removed = await access.store.removeUnknown(known);
  if (removed > 0) logger.info({ removed }, 'Removed copies of git repositories that are gone.');
}

/** From one registration to its loss. */
interface Life {
  readonly registration: WorkerRegistration;
  readonly queue: WorkerPool;
}

async function beginLife(options: SyncRunnerOptions, active: Map<string, AbortController>): Promise<Life> {
  let queue: WorkerPool | undefined;
  const registration = await registerWorker(
    { url: options.url, slots: 0, version: options.version },
    async (number) => {
      queue = startQueue(options, active, number);
      return queue.id;
    },
  );
  if (!queue) throw new Error('The queue of syncs was not started.');
  return { registration, queue };
}

async function endLife({ registration, queue }: Life, active: ReadonlyMap<string, AbortController>): Promise<void> {
  for (const controller of active.values()) controller.abort();
  await Promise.resolve(queue.gracefulShutdown()).catch(() => undefined); // reported through the queue's logger
  await registration[Symbol.asyncDispose]();
}

function startQueue(options: SyncRunnerOptions, active: Map<string, AbortController>, number: number): WorkerPool {
  const { access, logger } = options;
  const queue = runTaskList(
    {
      concurrency: options.slots,
      noHandleSignals: true,
      logger: queueLogger({
        debug: (message) => logger.debug({}, message),
        warn: (message) => logger.warn({}, message),
        error: (message) => logger.error({}, message),
      }),
    },
    {
      [syncTaskName]: async (payload) => {
        const { id } = payload as { readonly id: string };
        const controller = new AbortController();
        active.set(id, controller);
        try {
          await executeSync(options, { jobResultId: id, workerNumber: number, signal: controller.signal });
        } finally {
          active.delete(id);
        }
      },
      [removeTaskName]: async (payload) => {
        const reference = payload as RepositoryReference;
        if (!(await isInUse(options.pool, reference))) await access.store.removeRepository(reference);
      },
    },
    options.pool,
  );
  queue.promise.catch((error: unknown) => logger.error({ err: error }, 'The queue of syncs ended with an error.'));
  return queue;
}
