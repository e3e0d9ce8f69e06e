import type { Plugin } from '@jobwright/sdk';
import { openDatabase } from '../../database/orm.ts';
import { moduleFileOf } from '../../discovery/module-names.ts';
import { loadDataFile } from '../../modules/jobs/load-data-file.ts';
import { createRunFileReader } from '../../modules/files/read-run-file.ts';
import { createRuntime } from '../../runtime/host/isolate/create-runtime.ts';
import { fileOperations } from '../../runtime/host/operations/file-operations.ts';
import { assembleOperations } from '../../runtime/host/operations/operation-table.ts';
import { sourceOperations } from '../../runtime/host/operations/source-operations.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { slotApplicationName } from '../slot-port.ts';
import { describeModule } from './describe-module.ts';
import { createRunExecutor, type RunExecutor } from './execute-run.ts';
import type { OpenSlot, SlotSettings } from './slot-messages.ts';

/** One for the run's transaction, one for its log, one for what is read beside both. */
const connectionsPerSlot = 3;

/** Makes this process ready: the runtime with an isolate in reserve and, for runs, the database with its entities. */
export const openSlot: OpenSlot = async (settings, onLimit) => {
  const { runtime: bundle, heapMb, database } = settings;
  const opening = database ? openExecutor(settings, database) : undefined;
  opening?.catch(() => undefined); // awaited below, unless the runtime fails first
  const runtime = await createRuntime({
    bundleFile: bundle.file,
    heapMb,
    onLimit,
    onOperationError: (error, operation) => reportOperationError(error, operation),
  });
  const executor = await (await opening)?.(runtime);
  return {
    execute: (assignment, canceled) => {
      if (!executor) throw new Error('This process only describes modules.');
      return executor.execute(assignment, canceled);
    },
    describe: (module) => describeModule(runtime, { module, heapMb }),
  };
};

/** Opens the database while the runtime is made; the executor needs both. */
async function openExecutor(
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

/** Standard error of a slot goes to the log of the server. */
function reportOperationError(error: unknown, operation: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The operation ${operation} failed: ${text}\n`);
}

/** The supervisor's process has checked that each of them is a plugin. */
async function loadPluginModules(urls: readonly string[]): Promise<readonly Plugin[]> {
  const modules = await Promise.all(
    urls.map(async (url) => (await import(url)) as { readonly plugin?: Plugin; readonly default?: Plugin }),
  );
  return modules.flatMap((module) => module.plugin ?? module.default ?? []);
}
