import type { OperationTable } from '../../runtime.ts';

/**
 * `plugin.settings`: the settings of the plugin that the job comes from. Those of others, which may hold credentials, are
 * none of its business.
 * @param settings by name of plugin
 * @param plugin undefined for a job that comes from none: it has no settings
 */
export function settingsOperations(
  settings: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  plugin: string | undefined,
): OperationTable {
  return {
    'plugin.settings': () => (plugin !== undefined && Object.hasOwn(settings, plugin) ? settings[plugin] : {}),
  };
}
