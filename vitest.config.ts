import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { findChromium } from './scripts/setup/chromium.mjs';

// Vitest hands these to Node as well, for CommonJS too: `import` or `module` among them would break `require`.
const conditions = ['@jobwright/source', 'node'];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    include: [
      'packages/*/src/**/*.test.ts',
      'packages/*/dev/**/*.test.ts',
      'packages/tests/**/*.test.ts',
      'examples/**/*.test.ts',
      'scripts/**/*.test.ts',
    ],
    globalSetup: ['packages/server/src/testing/global-setup.ts'],
    reporters: ['default', './scripts/closing-line.ts'],
    pool: 'forks',
    // One core is left free by default; most files wait for processes of their own.
    maxWorkers: Math.max(availableParallelism(), 2),
    execArgv: ['--conditions=@jobwright/source'],
    env: { CHROMIUM_PATH: findChromium() ?? '' },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A busy machine is slow, not wrong.
    expect: { poll: { timeout: 20_000 } },
  },
});
