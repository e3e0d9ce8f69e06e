import { buildApp } from '../app.ts';
import { loadConfig } from '../config/load-config.ts';
import { loadPlugins } from '../config/load-plugins.ts';
import { openDatabase } from '../database/orm.ts';
import type { RunEvents } from '../modules/job-results/run-events.ts';
import type { CommonOptions } from './database-access.ts';

/** Nobody asks this application anything. */
const nothingHappens: RunEvents = {
  subscribe: () => ({ [Symbol.dispose]: () => undefined }),
  [Symbol.dispose]: () => undefined,
};

/** The OpenAPI document of a configuration, as JSON. Nothing is connected to: the routes alone are looked at. */
export async function describeApi(options: CommonOptions): Promise<string> {
  const config = await loadConfig(options.config === undefined ? {} : { file: options.config });
  const plugins = (await loadPlugins(config)).map(({ plugin }) => plugin);
  await using database = await openDatabase({ url: 'postgres://127.0.0.1/none', plugins, checkExists: false });
  const app = await buildApp({ database, runEvents: nothingHappens });
  try {
    await app.ready();
    return JSON.stringify(app.swagger(), undefined, 2);
  } finally {
    await app.close();
  }
}
