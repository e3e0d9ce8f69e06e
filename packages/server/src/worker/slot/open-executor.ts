import type { Plugin } from '@jobwright/sdk';
import { openDatabase } from '../../database/orm.ts';
import { moduleFileOf } from '../../discovery/module-names.ts';
import { loadDataFile } from '../../modules/jobs/load-data-file.ts';
import { createRunFileReader } from '../../modules/files/read-run-file.ts';
import { fileOperations } from '../../runtime/host/operations/file-operations.ts';
import { assembleOperations } from '../../runtime/host/operations/operation-table.ts';
import { sourceOperations } from '../../runtime/host/operations/source-operations.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { slotApplicationName } from '../slot-port.ts';
import { createRunExecutor, type RunExecutor } from './execute-run.ts';
import type { SlotSettings } from './slot-messages.ts';

/** One for the run's transaction, one for its log, one for what is read beside both. */
const connectionsPerSlot = 3;

/** Opens the database while the runtime is made; the executor needs both. */
export async function openExecutor(
  { pluginUrls, jobAccess }: SlotSettings,
  { url, workerNumber }: NonNullable<SlotSettings['database']>,
): Promise<(runtime: Runtime) => Promise<RunExecutor>> {
  const database = await openDatabase({
    url,
    plugins: await loadPluginModules(pluginUrls),
    applicationName: slotApplicationName(workerNumber, process.pid),
    maxConnections: connectionsPerSlot,
    noticesLostClients: true, // a slot may be killed in the middle of a long query
  });
  const { pool } = database;
  return (runtime) =>
    createRunExecutor({
      database,
      runtime,
      jobAccess,
      operationsOf: ({ id, bundle, jobPath }) =>
        assembleOperations(
          fileOperations(createRunFileReader(pool, id)),
          sourceOperations((request) => {
            const scope = { bundleDigest: bundle?.digest ?? '', moduleFile: moduleFileOf(jobPath) };
            return loadDataFile(pool, scope, request);
          }),
        ),
    });
}

/** The supervisor's process has checked that each of them is a plugin. */
async function loadPluginModules(urls: readonly string[]): Promise<readonly Plugin[]> {
  const modules = await Promise.all(
    urls.map(async (url) => (await import(url)) as { readonly plugin?: Plugin; readonly default?: Plugin }),
  );
  return modules.flatMap((module) => module.plugin ?? module.default ?? []);
}
