import { defineConfig } from 'vitest/config';

const conditions = ['@jobwright/source', 'node', 'import', 'module', 'default'];

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
    pool: 'forks',
    execArgv: ['--conditions=@jobwright/source'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
