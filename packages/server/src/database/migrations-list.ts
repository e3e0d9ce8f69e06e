import type { Plugin } from '@jobwright/sdk';
import type { Migration } from '@mikro-orm/migrations';
import { MigrationError } from '../errors.ts';
import { Migration0001Initial } from './migrations/0001-initial.ts';
import { Migration0004Secrets } from './migrations/0004-secrets.ts';
import { Migration0006Sessions } from './migrations/0006-sessions.ts';
import { Migration0007Groups } from './migrations/0007-groups.ts';
import { Migration0008Audit } from './migrations/0008-audit.ts';
import { Migration0009TokenNetworks } from './migrations/0009-token-networks.ts';
import { Migration0010GitRepositories } from './migrations/0010-git-repositories.ts';
import { Migration0013ScheduledJobs } from './migrations/0013-scheduled-jobs.ts';
import { Migration0014ExternalIdentities } from './migrations/0014-external-identities.ts';
import { Migration0026WebhookSecrets } from './migrations/0026-webhook-secrets.ts';
import { Migration0027ObjectChangesAppendOnly } from './migrations/0027-object-changes-append-only.ts';
import { Migration0028Effects } from './migrations/0028-effects.ts';
import { Migration0030OutputOrder } from './migrations/0030-output-order.ts';

/** Table that remembers which migrations ran. */
export const migrationTable = 'jobwright_migration';

type MigrationClass = new (...args: ConstructorParameters<typeof Migration>) => Migration;

export interface NamedMigration {
  /** `<owner>:<name>`, where the owner is `platform` or a plugin. Recorded in the database, so it never changes. */
  readonly name: string;
  readonly class: MigrationClass;
}

const platformMigrations: readonly NamedMigration[] = [
  { name: 'platform:0001_initial', class: Migration0001Initial },
  { name: 'platform:0004_secrets', class: Migration0004Secrets },
  { name: 'platform:0006_sessions', class: Migration0006Sessions },
  { name: 'platform:0007_groups', class: Migration0007Groups },
  { name: 'platform:0008_audit', class: Migration0008Audit },
  { name: 'platform:0009_token_networks', class: Migration0009TokenNetworks },
  { name: 'platform:0010_git_repositories', class: Migration0010GitRepositories },
  { name: 'platform:0013_scheduled_jobs', class: Migration0013ScheduledJobs },
  { name: 'platform:0014_external_identities', class: Migration0014ExternalIdentities },
  { name: 'platform:0026_webhook_secrets', class: Migration0026WebhookSecrets },
  { name: 'platform:0027_object_changes_append_only', class: Migration0027ObjectChangesAppendOnly },
  { name: 'platform:0028_effects', class: Migration0028Effects },
  { name: 'platform:0030_output_order', class: Migration0030OutputOrder },
];

/**
 * All migrations in the order in which they run: the platform's, then each plugin's after those of the plugins that
 * it depends on.
 * @throws {@link MigrationError} when a plugin depends on one that is not configured, or on itself in a circle, or cannot
 *   give its migrations
 */
export async function listMigrations(plugins: readonly Plugin[]): Promise<NamedMigration[]> {
  const list = [...platformMigrations];
  for (const plugin of sortPlugins(plugins)) {
    const migrations = await loadMigrations(plugin);
    const sorted = migrations.toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const migration of sorted) {
      list.push({ name: `${plugin.name}:${migration.name}`, class: migration.class as MigrationClass });
    }
  }
  return list;
}

async function loadMigrations({
  name,
  migrations,
}: Plugin): Promise<Awaited<ReturnType<NonNullable<Plugin['migrations']>>>> {
  try {
    return (await migrations?.()) ?? [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new MigrationError(`The migrations of the plugin "${name}" cannot be loaded: ${reason}`, { cause: error });
  }
}

/**
 * Plugins with every plugin behind those that it depends on, otherwise in the given order.
 * @throws {@link MigrationError} as {@link listMigrations}
 */
export function sortPlugins(plugins: readonly Plugin[]): Plugin[] {
  const byName = new Map(plugins.map((plugin) => [plugin.name, plugin]));
  const sorted = new Set<Plugin>();
  const visit = (plugin: Plugin, path: readonly string[]): void => {
    if (sorted.has(plugin)) return;
    if (path.includes(plugin.name)) {
      throw new MigrationError(`The plugins depend on each other in a circle: ${[...path, plugin.name].join(' → ')}.`);
    }
    for (const name of plugin.dependsOn) {
      const dependency = byName.get(name);
      if (!dependency) {
        throw new MigrationError(
          `The plugin "${plugin.name}" depends on "${name}", which is not configured. Add it to "plugins".`,
        );
      }
      visit(dependency, [...path, plugin.name]);
    }
    sorted.add(plugin);
  };
  for (const plugin of plugins) visit(plugin, []);
  return [...sorted];
}
