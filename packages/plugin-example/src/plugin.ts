import { definePlugin } from '@jobwright/sdk';
import { maintenanceWindowModel } from './maintenance-window.ts';
import { MaintenanceSettingsSchema } from './settings.ts';

/** The plugin, as a configuration names it: `plugins: ['@jobwright/inventory/plugin', '@jobwright/plugin-example/plugin']`. */
export const plugin = definePlugin({
  name: 'maintenance',
  dependsOn: ['inventory'],
  modelsFrom: '@jobwright/plugin-example',
  models: [maintenanceWindowModel],
  // Loaded on the server only: isolates have no SQL.
  migrations: async () => (await import('./migrations.ts')).migrations,
  jobs: new URL('./jobs/', import.meta.url),
  settings: MaintenanceSettingsSchema,
});
