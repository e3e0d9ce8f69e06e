import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  git: {
    fileRoots: [realpathSync(tmpdir())],
    allowLoopbackHttp: true,
    limits: { timeoutMs: 30_000, fileBytes: 2_000_000, entries: 500 },
    modules: { timeMs: 15_000, bundleBytes: 2_000_000 },
  },
});
