import type { LoadedPlugin } from '../config/load-plugins.ts';
import type { Database } from '../database/orm.ts';

export interface DemoReport {
  /** Plugins whose demo data was loaded just now. */
  readonly loaded: readonly string[];
  /** Plugins whose tables hold objects already: nothing was added to them. */
  readonly skipped: readonly string[];
}

/**
 * Fills the tables of plugins with their demo data, each in a transaction of its own, unless they hold anything already:
 * it never mixes demo data with somebody's own.
 */
export async function loadDemoData(
  database: Database,
  plugins: readonly Pick<LoadedPlugin, 'plugin'>[],
): Promise<DemoReport> {
  const loaded: string[] = [];
  const skipped: string[] = [];
  for (const { plugin } of plugins) {
    const { demo, name } = plugin;
    if (demo === undefined) continue;
    const isFresh = await database.orm.em.fork().transactional(async (em) => {
      // Two commands at the same time load it once.
      await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [`jobwright demo ${name}`]);
      for (const { entity } of plugin.models) {
        const table = em.getMetadata().get(entity as never).tableName;
        const [row] = await em.execute<{ filled: boolean }[]>('select exists (select from ??) as filled', [table]);
        if (row?.filled === true) return false;
      }
      await demo(em);
      await em.flush();
      return true;
    });
    (isFresh ? loaded : skipped).push(name);
  }
  return { loaded, skipped };
}
