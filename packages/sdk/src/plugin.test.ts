import { expect, test } from 'vitest';
import { defineModel } from './model.ts';
import { definePlugin } from './plugin.ts';

class Site {
  name = '';
}
const siteModel = defineModel(Site, { app: 'dcim', display: '{name}' });

test('a plugin is what it says, with lists that are there', () => {
  expect(definePlugin({ name: 'inventory' })).toEqual({ name: 'inventory', dependsOn: [], models: [] });
  expect(
    definePlugin({ name: 'inventory', modelsFrom: 'inventory', models: [siteModel], dependsOn: ['base'] }),
  ).toEqual({
    name: 'inventory',
    modelsFrom: 'inventory',
    models: [siteModel],
    dependsOn: ['base'],
  });
});

test.each([
  [{ name: 'In-ventory' }, '"In-ventory" is no name for a plugin'],
  [{ name: '' }, '"" is no name for a plugin'],
  [{ name: 'a', dependsOn: ['a'] }, 'The plugin "a" depends on itself.'],
  [
    { name: 'a', models: [siteModel] },
    'The plugin "a" has models but no modelsFrom: name the module from which jobs import them.',
  ],
])('%# is refused', (options, message) => {
  expect(() => definePlugin(options)).toThrow(message);
});
