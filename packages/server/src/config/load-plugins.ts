import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Plugin } from '@jobwright/sdk';
import { sortPlugins } from '../database/migrations-list.ts';
import { ConfigLoadError } from '../errors.ts';
import type { Config } from './config.ts';
import { completePluginSettings } from './plugin-settings.ts';

/** A plugin and where its module is, so that another process can load the same one. */
export interface LoadedPlugin {
  readonly plugin: Plugin;
  /** As the configuration names it. */
  readonly specifier: string;
  /** File URL of its module. */
  readonly url: string;
}

/**
 * Loads the configured plugins, every one behind those that it depends on, and checks their settings.
 * @throws {@link ConfigLoadError} when a module is missing or exports no plugin, or two have the same name
 * @throws `ConfigInvalidError` when settings are not right
 */
export async function loadPlugins(
  config: Pick<Config, 'rootDir' | 'plugins' | 'pluginSettings'>,
): Promise<readonly LoadedPlugin[]> {
  const loaded = new Map<Plugin, LoadedPlugin>();
  const names = new Map<string, string>();
  for (const specifier of config.plugins) {
    const url = resolveModule(config.rootDir, specifier);
    const plugin = await importPlugin(specifier, url);
    const other = names.get(plugin.name);
    if (other !== undefined) {
      throw new ConfigLoadError(`The plugins "${other}" and "${specifier}" have the same name, "${plugin.name}".`);
    }
    names.set(plugin.name, specifier);
    loaded.set(plugin, { plugin, specifier, url });
  }
  completePluginSettings([...loaded.keys()], config.pluginSettings);
  return sortPlugins([...loaded.keys()]).flatMap((plugin) => loaded.get(plugin) ?? []);
}

function resolveModule(rootDir: string, specifier: string): string {
  try {
    return pathToFileURL(createRequire(join(rootDir, 'jobwright.config.ts')).resolve(specifier)).href;
  } catch (error) {
    throw new ConfigLoadError(
      `The plugin "${specifier}" is not found from ${rootDir}. Install it there, or correct "plugins" in the configuration.`,
      { cause: error },
    );
  }
}

async function importPlugin(specifier: string, url: string): Promise<Plugin> {
  let module: { default?: unknown; plugin?: unknown };
  try {
    module = (await import(url)) as typeof module;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ConfigLoadError(`The plugin "${specifier}" cannot be loaded: ${reason}`, { cause: error });
  }
  const plugin = module.plugin ?? module.default;
  if (!isPlugin(plugin)) {
    throw new ConfigLoadError(
      `The module "${specifier}" exports no plugin: it needs "export const plugin = definePlugin({ … })".`,
    );
  }
  return plugin;
}

function isPlugin(value: unknown): value is Plugin {
  return typeof value === 'object' && value !== null && 'name' in value && 'models' in value && 'dependsOn' in value;
}
