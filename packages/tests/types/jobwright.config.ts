import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin', '@jobwright/plugin-example/plugin'],
  jobsRoot: './jobs',
});
