import { defineConfig } from '@jobwright/server';

// A platform with this plugin, to try it out: `npx jobwright --config dev/jobwright.config.ts start`.
export default defineConfig({
  plugins: ['@jobwright/inventory/plugin', '@jobwright/plugin-example/plugin'],
  pluginSettings: { maintenance: { maxHours: 8 } },
});
