import { rm } from 'node:fs/promises';
import { startTestCluster } from './test-cluster.ts';

/**
 * Set-up of the whole test run (`globalSetup` of vitest): one PostgreSQL server in a temporary folder, which the test
 * files find through the environment. Set `JOBWRIGHT_TEST_CLUSTER_URL` to use a server of your own instead.
 */
export async function setup(): Promise<(() => Promise<void>) | undefined> {
  if (process.env[clusterUrlVariable]) return undefined;
  const cluster = await startTestCluster();
  process.env[clusterUrlVariable] = cluster.url;
  return async () => {
    delete process.env[clusterUrlVariable];
    await cluster[Symbol.asyncDispose]();
    await rm(cluster.dataDir, { recursive: true, force: true });
  };
}

/** Environment variable through which test files learn of the server. */
const clusterUrlVariable = 'JOBWRIGHT_TEST_CLUSTER_URL';
