import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  git: { fileRoots: [realpathSync(tmpdir())], allowLoopbackHttp: true },
});
