import { isPostgresProcess, startPostgres, stopPostgres, type PostgresProcessOptions } from './postgres-process.ts';

/** How often the server is looked at, in milliseconds. */
const watchIntervalMs = 1000;

export interface KeepServingOptions {
  /** A server that runs already; undefined: one is started. */
  readonly firstPid: number | undefined;
  readonly clusterDir: string;
  readonly start: PostgresProcessOptions;
  readonly onEvent: (message: string) => void;
}

/** A server that is started again, on the same port, if it ends without having been asked to. */
export interface KeptServer {
  /** Of the present process. */
  readonly pid: number;
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, unless it runs, and starts it again when it was killed (by the system when memory is short, or by
 * mistake): it recovers by itself, and everything that is connected comes back.
 */
export async function keepServing(options: KeepServingOptions): Promise<KeptServer> {
  let pid = options.firstPid ?? (await startPostgres(options.start));
  let restarting: Promise<void> | undefined;
  const watch = setInterval(() => {
    restarting ??= restartIfDead().finally(() => {
      restarting = undefined;
    });
  }, watchIntervalMs).unref();

  async function restartIfDead(): Promise<void> {
    if (await isPostgresProcess(pid)) return;
    options.onEvent(`The PostgreSQL server (process ${pid}) ended unexpectedly; it is started again.`);
    try {
      pid = await startPostgres(options.start);
    } catch (error) {
      options.onEvent(
        `PostgreSQL cannot be started again yet: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  return {
    get pid() {
      return pid;
    },
    stop: async () => {
      clearInterval(watch);
      await restarting;
      await stopPostgres(options.clusterDir, pid);
    },
  };
}
