import { definePlugin } from '@jobwright/sdk';
import { Type } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import { completePluginSettings } from './plugin-settings.ts';

const windows = definePlugin({
  name: 'windows',
  settings: Type.Object({ maxHours: Type.Integer({ minimum: 1, default: 12 }) }, { additionalProperties: false }),
});
const free = definePlugin({ name: 'free' });

test('defaults are filled in, and a plugin without a schema has what it is given', () => {
  expect(completePluginSettings([windows, free], { free: { any: 'thing' } })).toEqual({
    windows: { maxHours: 12 },
    free: { any: 'thing' },
  });
});

test('settings that the schema refuses are named, all of them', () => {
  const complete = () => completePluginSettings([windows], { windows: { maxHours: 0, more: 1 }, ghost: {} });

  expect(complete).toThrow(
    expect.objectContaining({
      problems: [
        'pluginSettings.ghost: there is no such plugin',
        expect.stringContaining('pluginSettings.windows.more: '),
        expect.stringContaining('pluginSettings.windows.maxHours: '),
      ],
    }),
  );
});
