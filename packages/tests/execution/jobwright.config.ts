import { defineConfig } from '@jobwright/server';

export default defineConfig({
  plugins: ['@jobwright/inventory/plugin'],
  jobsRoot: './jobs',
  // Small, so that each limit is met within a second or two.
  limits: { heapMb: 128, memoryMb: 600, cpuMs: 2000, softTimeMs: 2000, timeMs: 4000, logEntries: 200_000 },
});
