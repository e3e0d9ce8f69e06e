import type { Plugin } from '@jobwright/sdk';
import { Value } from '@sinclair/typebox/value';
import { ConfigInvalidError } from '../errors.ts';

/** Settings by name of plugin, as a configuration has them. */
export type PluginSettings = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/**
 * Checks the settings of all plugins by their own schemas, and fills in the defaults.
 * @returns settings of every plugin; those of one that says nothing of settings are as they were given
 * @throws {@link ConfigInvalidError} with one line per problem
 */
export function completePluginSettings(plugins: readonly Plugin[], given: PluginSettings): PluginSettings {
  const problems = Object.keys(given)
    .filter((name) => plugins.every((plugin) => plugin.name !== name))
    .map((name) => `pluginSettings.${name}: there is no such plugin`);
  const complete: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const plugin of plugins) {
    const settings = structuredClone(given[plugin.name] ?? {});
    if (plugin.settings) Value.Default(plugin.settings, settings);
    for (const error of plugin.settings ? Value.Errors(plugin.settings, settings) : []) {
      problems.push(`pluginSettings.${plugin.name}${error.path.replaceAll('/', '.')}: ${error.message}`);
    }
    complete[plugin.name] = settings;
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return complete;
}
