import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  jobPackages: ['eventsource-parser'],
  git: {
    fileRoots: [realpathSync(tmpdir())],
    allowLoopbackHttp: true,
    follow: { submodules: ['git.followed'], lfs: ['git.followed'] },
    install: {
      repositories: ['git.installed', 'git.installed-*'],
      registry: process.env['TEST_NPM_REGISTRY'] ?? 'http://127.0.0.1:9/',
    },
  },
});
