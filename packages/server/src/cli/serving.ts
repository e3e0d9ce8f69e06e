import type { Config } from '../config/config.ts';
import type { CommonOptions } from './database-access.ts';

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

/**
 * Starts something that runs until a signal comes, also one that comes while it is still starting: nothing of it is left
 * running then.
 */
export async function startUntilSignal<Running extends AsyncDisposable>(
  start: () => Promise<Running>,
): Promise<Running> {
  const { stopOnSignals } = await import('../server.ts');
  const starting = start();
  stopOnSignals({
    [Symbol.asyncDispose]: async () => {
      const running = await starting.catch(() => undefined);
      await running?.[Symbol.asyncDispose]();
    },
  });
  return await starting;
}

/** Waits for ever: the signal handlers end the process. */
export function foreverServing(): Promise<never> {
  return new Promise(() => undefined);
}
