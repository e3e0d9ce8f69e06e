import { keepCluster } from './keep-cluster.ts';
import type { ClusterReport } from './share-cluster.ts';

/** Entry of the process that runs the throw-away server. It belongs to no test run, and ends when there is none any more. */
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => controller.abort());

function report(message: ClusterReport): void {
  if (!process.connected) return;
  process.send?.(message, () => {
    if (process.connected) process.disconnect();
  });
}

keepCluster({
  dataDir: process.argv[2] ?? '',
  onServing: () => report({ kind: 'serving' }),
  signal: controller.signal,
}).catch((error: unknown) => {
  const isTaken = (error as { code?: string }).code === 'JOBWRIGHT_DATA_FOLDER_IN_USE';
  const message = error instanceof Error ? error.message : String(error);
  report(isTaken ? { kind: 'taken' } : { kind: 'failed', message });
  process.exitCode = 1;
});
