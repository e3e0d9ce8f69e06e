import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  egress: { rules: [{ jobs: 'local/runs/Asking', hosts: ['http://127.0.0.1:*'] }] },
});
