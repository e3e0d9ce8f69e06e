import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Plugin } from '@jobwright/sdk';
import { type LoadedPlugin, loadPlugins } from '@jobwright/server/testing';
import { ModelsUnknownError } from './errors.ts';

/** A plugin as the test's own process has it, and the module that slots load it from. */
export type TestPlugin = Pick<LoadedPlugin, 'plugin' | 'url'>;

/**
 * Finds the plugins that `models` names.
 * @param from absolute path of the file from which packages are resolved: that of the job
 * @throws {@link ModelsUnknownError} when one is not found
 */
export async function resolveModels(
  models: readonly (string | URL | Plugin)[],
  from: string,
): Promise<readonly TestPlugin[]> {
  return await Promise.all(models.map((model) => resolveModel(model, from)));
}

async function resolveModel(model: string | URL | Plugin, from: string): Promise<TestPlugin> {
  if (typeof model === 'string') return await load(model, from);
  if (model instanceof URL) return await load(fileURLToPath(model), from);
  if (model.modelsFrom === undefined) {
    throw new ModelsUnknownError(
      `The plugin "${model.name}" has no models, so its module is not known: give its URL, ` +
        `new URL('../src/plugin.ts', import.meta.url), in the place of the plugin itself.`,
    );
  }
  const specifier = `${model.modelsFrom}/plugin`;
  try {
    return { plugin: model, url: pathToFileURL(createRequire(from).resolve(specifier)).href };
  } catch (error) {
    throw new ModelsUnknownError(
      `The plugin "${model.name}" should be in "${specifier}", which is not found from ${from}. ` +
        'Give the specifier or the URL of its module in the place of the plugin itself.',
      { cause: error },
    );
  }
}

async function load(specifier: string, from: string): Promise<TestPlugin> {
  try {
    const [loaded] = await loadPlugins({
      rootDir: fileURLToPath(new URL('.', pathToFileURL(from))),
      plugins: [specifier],
      pluginSettings: {},
    });
    if (loaded) return loaded;
  } catch (error) {
    throw new ModelsUnknownError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  throw new ModelsUnknownError(`There is no plugin in "${specifier}".`);
}
