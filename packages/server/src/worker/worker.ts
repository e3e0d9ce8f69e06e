import { setTimeout as delay } from 'node:timers/promises';
import { runTaskList, type WorkerPool } from 'graphile-worker';
import { Pool } from 'pg';
import { channels, type Notifications } from '../database/notifications.ts';
import { queueLogger } from '../database/queue-logger.ts';
import { cancelRun } from '../modules/job-results/cancel-run.ts';
import { runTaskName } from '../modules/job-results/submit-run.ts';
import { closeForgottenRuns, executeRun, type RunTaskOptions, type RunTracker } from './run-task.ts';
import type { SlotSupervisor } from './slot-port.ts';
import { registerWorker, type WorkerRegistration } from './worker-registration.ts';

/** Pause before a worker that lost its database registers again, in milliseconds. */
const restartPauseMs = 500;
/** How often a worker looks for runs that are its own and that nothing executes, in milliseconds. */
const forgottenRunsIntervalMs = 5000;
/** How long runs get to end after they were canceled by a shutdown, in milliseconds; then their slots are killed. */
const cancelGraceMs = 5000;

export interface WorkerOptions extends Omit<RunTaskOptions, 'queuePool' | 'slots'> {
  readonly url: string;
  readonly notifications: Notifications;
  /** Starts the slots for the worker of this number. They are disposed of with it. */
  readonly createSlots: (workerNumber: number) => Promise<SlotSupervisor>;
  /** Runs at the same time. */
  readonly slotCount: number;
  /** How long runs may go on after the worker was asked to stop, in milliseconds. */
  readonly shutdownGraceMs: number;
  readonly version: string;
}

/** Takes runs from the queue until it is disposed of. */
export interface Worker extends AsyncDisposable {
  /** Runs that it executes at the moment. */
  readonly activeRuns: ReadonlySet<string>;
}

/**
 * Starts to take runs. A worker that loses its proof of life kills its slots at once (another process may already have
 * closed their runs) and starts over under a new number.
 */
export async function startWorker(workerOptions: WorkerOptions): Promise<Worker> {
  const queuePool = openQueuePool(workerOptions);
  const options: InnerOptions = { ...workerOptions, queuePool };
  const runs: RunTracker = { active: new Set(), interrupted: new Set(), canceled: new Set() };
  let life: Life;
  try {
    life = await beginLife(options, runs);
  } catch (error) {
    await queuePool.end();
    throw error;
  }
  const subscription = options.notifications.subscribe(channels.cancel, (jobResultId) => {
    void cancelRequested({ ...options, slots: life.slots }, runs, jobResultId);
  });
  const forgottenRuns = setInterval(() => {
    void closeForgottenRuns(options, life.registration.number, runs.active);
  }, forgottenRunsIntervalMs).unref();
  const stopping = new AbortController();
  const stopped = aborted(stopping.signal).then(() => 'stopped' as const);

  const supervision = (async () => {
    while ((await Promise.race([life.registration.lost.then(() => 'lost' as const), stopped])) === 'lost') {
      const { number } = life.registration;
      options.logger.error({ worker: number }, 'The worker lost its database; it stops its runs and starts over.');
      for (const id of runs.active) {
        runs.interrupted.add(id);
        runs.canceled.add(id);
      }
      await endLife(life);
      const next = await restart(options, runs, stopping.signal);
      if (!next) return;
      life = next;
    }
  })();

  return {
    activeRuns: runs.active,
    [Symbol.asyncDispose]: async () => {
      clearInterval(forgottenRuns);
      stopping.abort();
      await supervision;
      await drain(options, life, runs);
      subscription[Symbol.dispose]();
      await life.slots[Symbol.asyncDispose]();
      await life.registration[Symbol.asyncDispose]();
      await queuePool.end();
    },
  };
}

interface InnerOptions extends WorkerOptions {
  readonly queuePool: Pool;
}

/** From one registration to its loss. */
interface Life {
  readonly registration: WorkerRegistration;
  readonly slots: SlotSupervisor;
  readonly queue: WorkerPool;
}

async function beginLife(options: InnerOptions, runs: RunTracker): Promise<Life> {
  let slots: SlotSupervisor | undefined;
  let queue: WorkerPool | undefined;
  try {
    const registration = await registerWorker({ ...options, slots: options.slotCount }, async (number) => {
      slots = await options.createSlots(number);
      queue = startQueue({ ...options, slots }, runs, number);
      return queue.id;
    });
    if (!slots || !queue) throw new Error('The queue was not started.');
    return { registration, slots, queue };
  } catch (error) {
    if (queue) await stopQueue(queue);
    await slots?.[Symbol.asyncDispose]();
    throw error;
  }
}

function startQueue(options: RunTaskOptions & InnerOptions, runs: RunTracker, number: number): WorkerPool {
  const { logger } = options;
  const queue = runTaskList(
    {
      concurrency: options.slotCount,
      noHandleSignals: true,
      logger: queueLogger({
        debug: (message) => logger.debug({}, message),
        warn: (message) => logger.warn({}, message),
        error: (message) => logger.error({}, message),
      }),
    },
    { [runTaskName]: (payload) => executeRun(options, runs, { number, jobResultId: readId(payload) }) },
    options.queuePool,
  );
  // Its end is awaited where it is stopped; a failure in between must not be unhandled.
  queue.promise.catch((error: unknown) => logger.error({ err: error }, 'The queue ended with an error.'));
  return queue;
}

async function cancelRequested(
  options: RunTaskOptions,
  runs: RunTracker,
  jobResultId: string | undefined,
): Promise<void> {
  const cancel = (id: string): void => {
    if (!runs.active.has(id)) return;
    runs.canceled.add(id);
    options.slots.cancel(id, 'The run was canceled.');
  };
  if (jobResultId !== undefined) {
    cancel(jobResultId);
    return;
  }
  // Notifications may have been missed: ask for all of ours.
  try {
    const { rows } = await options.pool.query<{ id: string }>(
      `select id from extras_job_result where status = 'running' and cancel_requested is not null and id = any ($1::uuid[])`,
      [[...runs.active]],
    );
    for (const { id } of rows) cancel(id);
  } catch (error) {
    options.logger.error({ err: error }, 'Missed cancellations could not be read.');
  }
}

/** Stops taking runs, waits for those that are running, cancels what takes too long. */
async function drain(options: InnerOptions, life: Life, runs: RunTracker): Promise<void> {
  const drained = stopQueue(life.queue);
  if (await settlesWithin(drained, options.shutdownGraceMs)) return;
  for (const id of runs.active) {
    options.logger.warn({ run: id }, 'The process stops; the run is canceled.');
    await cancelRun(options.pool, id, { username: 'system (the process was stopped)' }).catch(() => undefined);
    runs.canceled.add(id);
    life.slots.cancel(id, 'The process is being stopped.');
  }
  if (await settlesWithin(drained, cancelGraceMs)) return;
  await life.slots[Symbol.asyncDispose]();
  await settlesWithin(drained, cancelGraceMs);
}

async function endLife(life: Life): Promise<void> {
  await life.slots[Symbol.asyncDispose]();
  await settlesWithin(stopQueue(life.queue), cancelGraceMs);
  await life.registration[Symbol.asyncDispose]();
}

/**
 * The queue's own connections do not wait for the disk. What a crash of the machine could lose, it may lose: an entry
 * that was taken is there again, and one that was given back is delivered again to a run that is no longer pending.
 * Whatever follows and has to be kept, the run's own end first of all, takes everything before it to the disk.
 */
function openQueuePool({ url, slotCount, logger }: WorkerOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    application_name: 'jobwright queue',
    options: '-c synchronous_commit=off',
    max: slotCount + 3, // one per run, one that listens, and some for what ends while another begins
    keepAlive: true,
  });
  pool.on('error', (error) => {
    // A pool that ends does not wait for its connections: the database may stop before they are closed.
    if (!pool.ending) logger.warn({ err: error }, 'A connection of the queue was lost.');
  });
  return pool;
}

async function stopQueue(queue: WorkerPool): Promise<void> {
  try {
    await queue.gracefulShutdown();
  } catch {
    // Reported through the queue's logger; whatever it still holds is released by recovery.
  }
}

/** Registers again, however long it takes; undefined when the worker is stopped meanwhile. */
async function restart(options: InnerOptions, runs: RunTracker, signal: AbortSignal): Promise<Life | undefined> {
  while (!signal.aborted) {
    try {
      return await beginLife(options, runs);
    } catch (error) {
      options.logger.warn({ err: error }, 'The worker cannot register yet.');
      await delay(restartPauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}

async function settlesWithin(promise: Promise<void>, timeoutMs: number): Promise<boolean> {
  const timeout = new AbortController();
  try {
    return await Promise.race([
      promise.then(() => true),
      delay(timeoutMs, false, { signal: timeout.signal }).catch(() => false),
    ]);
  } finally {
    timeout.abort();
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function readId(payload: unknown): string {
  return (payload as { id: string }).id;
}
