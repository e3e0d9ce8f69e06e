import type { Config } from '../config/config.ts';
import type { CommonOptions } from './database-access.ts';
import type { ExitCode } from './exit-codes.ts';

export interface ServeOptions extends CommonOptions {
  readonly host?: string;
  readonly port?: number;
  readonly slots?: number;
}

/** The configuration with what the command line says; `defaults` hold where nobody says anything else. */
export async function loadServeConfig(options: ServeOptions): Promise<Config> {
  const { loadConfig } = await import('../config/load-config.ts');
  const { host, port, slots: workerSlots } = options;
  const overrides = Object.fromEntries(
    Object.entries({ host, port, workerSlots }).filter(([, value]) => value !== undefined),
  );
  return await loadConfig({ overrides, ...(options.config === undefined ? {} : { file: options.config }) });
}

/** What a command does with what it has started: ends with an exit code, or serves until a signal comes. */
export type Use<Running> = (running: Running) => Promise<ExitCode | 'serve'>;

/**
 * Starts something, uses it, and stops it: when the use ends, when it fails, or when a signal comes. The signal may come
 * at any time, also while it is still starting; nothing of it is left running then.
 */
export async function serveUntilSignal<Running extends AsyncDisposable>(
  start: () => Promise<Running>,
  use: Use<Running>,
): Promise<ExitCode> {
  const { stopOnSignals } = await import('../server.ts');
  let isStopping = false;
  const starting = start();
  stopOnSignals({
    [Symbol.asyncDispose]: async () => {
      isStopping = true;
      const running = await starting.catch(() => undefined);
      await running?.[Symbol.asyncDispose]();
    },
  });
  try {
    const running = await starting;
    if (isStopping) return await untilExit();
    try {
      const exitCode = await use(running);
      if (exitCode === 'serve' || isStopping) return await untilExit();
      return exitCode;
    } finally {
      if (!isStopping) await running[Symbol.asyncDispose]();
    }
  } catch (error) {
    // What is being stopped cannot be used: the signal is the reason, and its handler ends the process.
    if (isStopping) return await untilExit();
    throw error;
  }
}

function untilExit(): Promise<never> {
  return new Promise(() => undefined);
}
