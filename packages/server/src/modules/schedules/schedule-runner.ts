import { runTaskList } from 'graphile-worker';
import { queueLogger } from '../../database/queue-logger.ts';
import { fireSchedule, type ScheduleContext } from './fire-schedule.ts';
import { scheduleTaskName } from './queue-schedule.ts';

/** Schedules that are started at the same time: each takes milliseconds. */
const concurrency = 2;

export interface ScheduleRunnerLogger {
  debug(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Starts the runs of schedules when their time comes. The queue sees to it that of several servers one does. Dispose of
 * it to stop.
 */
export function startScheduleRunner(
  context: ScheduleContext & { readonly logger: ScheduleRunnerLogger },
): AsyncDisposable {
  const { database, logger } = context;
  const queue = runTaskList(
    {
      concurrency,
      noHandleSignals: true,
      logger: queueLogger({
        debug: (message) => logger.debug({}, message),
        warn: (message) => logger.warn({}, message),
        error: (message) => logger.error({}, message),
      }),
    },
    { [scheduleTaskName]: (payload) => fireSchedule(context, (payload as { readonly id: string }).id) },
    database.pool,
  );
  queue.promise.catch((error: unknown) => logger.error({ err: error }, 'The queue of schedules ended with an error.'));
  return {
    [Symbol.asyncDispose]: async () => {
      await Promise.resolve(queue.gracefulShutdown()).catch(() => undefined); // reported through the queue's logger
    },
  };
}
