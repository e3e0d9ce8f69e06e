import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  egress: { rules: [{ jobs: 'local/runs/Asking', hosts: ['http://127.0.0.1:*'] }] },
  git: { fileRoots: [realpathSync(tmpdir())] },
});
