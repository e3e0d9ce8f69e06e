import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadPlugins } from './load-plugins.ts';

let rootDir: string;

beforeEach(async () => {
  rootDir = await mkdtemp(join(tmpdir(), 'plugins-'));
});

afterEach(() => rm(rootDir, { recursive: true }));

async function writePlugin(file: string, text: string): Promise<void> {
  await writeFile(join(rootDir, file), text);
}

describe('loadPlugins', () => {
  test('puts a plugin behind those that it depends on', async () => {
    await writePlugin('a.mjs', `export const plugin = { name: 'a', models: [], dependsOn: ['b'] };`);
    await writePlugin('b.mjs', `export default { name: 'b', models: [], dependsOn: [] };`);

    const loaded = await loadPlugins({ rootDir, plugins: ['./a.mjs', './b.mjs'], pluginSettings: {} });

    expect(loaded.map(({ plugin, specifier }) => [plugin.name, specifier])).toEqual([
      ['b', './b.mjs'],
      ['a', './a.mjs'],
    ]);
  });

  test('refuses plugins that depend on each other in a circle', async () => {
    await writePlugin('a.mjs', `export const plugin = { name: 'a', models: [], dependsOn: ['b'] };`);
    await writePlugin('b.mjs', `export const plugin = { name: 'b', models: [], dependsOn: ['a'] };`);

    await expect(loadPlugins({ rootDir, plugins: ['./a.mjs', './b.mjs'], pluginSettings: {} })).rejects.toThrow(
      'The plugins depend on each other in a circle: a → b → a.',
    );
  });

  test('names a dependency that is not configured', async () => {
    await writePlugin('a.mjs', `export const plugin = { name: 'a', models: [], dependsOn: ['zzz'] };`);

    await expect(loadPlugins({ rootDir, plugins: ['./a.mjs'], pluginSettings: {} })).rejects.toThrow(
      'The plugin "a" depends on "zzz", which is not configured. Add it to "plugins".',
    );
  });

  test('names a module that is missing, and one that exports no plugin', async () => {
    await writePlugin('none.mjs', `export const x = 1;`);

    await expect(loadPlugins({ rootDir, plugins: ['@nobody/nothing'], pluginSettings: {} })).rejects.toThrow(
      `The plugin "@nobody/nothing" is not found from ${rootDir}.`,
    );
    await expect(loadPlugins({ rootDir, plugins: ['./none.mjs'], pluginSettings: {} })).rejects.toThrow(
      'The module "./none.mjs" exports no plugin',
    );
  });

  test('refuses settings of a plugin that is not configured', async () => {
    await expect(loadPlugins({ rootDir, plugins: [], pluginSettings: { ghost: {} } })).rejects.toMatchObject({
      problems: ['pluginSettings.ghost: there is no such plugin'],
    });
  });
});
