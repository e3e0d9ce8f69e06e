import { definePlugin } from '@jobwright/sdk';
import { models } from './models.ts';

/** The inventory, as a platform's configuration names it: `plugins: ['@jobwright/inventory/plugin']`. */
export const plugin = definePlugin({
  name: 'inventory',
  modelsFrom: '@jobwright/inventory',
  models,
  migrations: async () => (await import('./migrations/index.ts')).migrations,
  demo: async (em) => (await import('./demo/index.ts')).loadDemo(em),
});
