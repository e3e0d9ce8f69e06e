import { loadConfig } from '../config/load-config.ts';
import { loadPlugins } from '../config/load-plugins.ts';
import { listPendingMigrations, migrate } from '../database/migrate.ts';
import { connectOrJoin, type CommonOptions } from './database-access.ts';

/** Migrates the configured database, or with `isCheck` only looks. Gives the names of migrations that ran, or would. */
export async function migrateOrList(
  options: CommonOptions,
  { isCheck }: { readonly isCheck: boolean },
): Promise<readonly string[]> {
  const config = await loadConfig(options.config === undefined ? {} : { file: options.config });
  const plugins = (await loadPlugins(config)).map(({ plugin }) => plugin);
  await using connected = await connectOrJoin(config, true);
  const target = { url: connected.url, plugins };
  return isCheck ? await listPendingMigrations(target) : await migrate(target);
}
