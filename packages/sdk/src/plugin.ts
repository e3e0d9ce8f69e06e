import type { EntityManager } from '@mikro-orm/core';
import type { TObject } from '@sinclair/typebox';
import { PluginDefinitionError } from './errors.ts';
import type { ModelDefinition } from './model.ts';

/** A database migration of a plugin: a class of `@mikro-orm/migrations`, under a name that never changes. */
export interface PluginMigration {
  /** Unique within the plugin and sortable: `0001_initial`. */
  readonly name: string;
  /** A subclass of `Migration` of `@mikro-orm/migrations`. Loaded on the server only. */
  readonly class: new (...args: never[]) => object;
}

/** Options of {@link definePlugin}. */
export interface PluginOptions {
  /** Unique name; part of the path of its jobs. Lower-case letters, digits and `_`. */
  readonly name: string;
  /** Plugins whose models this one refers to; their migrations run first. */
  readonly dependsOn?: readonly string[];
  /** Module specifier from which the isolate imports the models, e.g. `@jobwright/inventory`. It must be isolate-safe: no Node built-ins at import. */
  readonly modelsFrom?: string;
  readonly models?: readonly ModelDefinition[];
  /** Loaded lazily, on the server only: migrations need the SQL packages, which the isolate does not have. */
  readonly migrations?: () => Promise<readonly PluginMigration[]>;
  /** Folder with job modules, as a file URL: `new URL('./jobs/', import.meta.url)`. */
  readonly jobs?: URL;
  /** Schema of the plugin's settings in the configuration. */
  readonly settings?: TObject;
  /** Fills an empty database with demo data; called by `jobwright start` and `jobwright demo`, once. */
  readonly demo?: (em: EntityManager) => Promise<void>;
}

/** A plugin as the server loads it. Made by {@link definePlugin}. */
export interface Plugin extends PluginOptions {
  readonly dependsOn: readonly string[];
  readonly models: readonly ModelDefinition[];
}

/**
 * Describes a plugin: a package that adds models, migrations and jobs to a platform. The server imports it from the
 * specifier in its configuration: `plugins: ['@jobwright/inventory/plugin']`.
 *
 * @throws {@link PluginDefinitionError} when an option cannot work
 * @example
 * ```ts
 * export const plugin = definePlugin({
 *   name: 'inventory',
 *   modelsFrom: '@jobwright/inventory',
 *   models: [siteModel, deviceModel],
 *   migrations: async () => (await import('./migrations/index.ts')).migrations,
 *   jobs: new URL('./jobs/', import.meta.url),
 * });
 * ```
 */
export function definePlugin(options: PluginOptions): Plugin {
  const { name, models = [], dependsOn = [], modelsFrom } = options;
  if (!/^[a-z][a-z0-9_]{0,49}$/.test(name)) {
    throw new PluginDefinitionError(
      `"${name}" is no name for a plugin: use up to 50 lower-case letters, digits and "_", a letter first.`,
    );
  }
  if (dependsOn.includes(name)) throw new PluginDefinitionError(`The plugin "${name}" depends on itself.`);
  if (models.length > 0 && modelsFrom === undefined) {
    throw new PluginDefinitionError(
      `The plugin "${name}" has models but no modelsFrom: name the module from which jobs import them.`,
    );
  }
  return Object.freeze({ ...options, dependsOn: Object.freeze([...dependsOn]), models: Object.freeze([...models]) });
}
