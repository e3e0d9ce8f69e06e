import { defineConfig } from '@jobwright/server';

export default defineConfig({ plugins: ['@jobwright/inventory/plugin'], jobsRoot: './jobs' });
