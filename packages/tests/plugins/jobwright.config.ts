import { defineConfig } from '@jobwright/server';

export default defineConfig({
  // The one that depends on the other first: the order does not matter.
  plugins: ['./well.ts', './ground.ts'],
  pluginSettings: { well: { depth: 7 } },
  jobsRoot: './none',
});
