import { createRuntime } from '../../runtime/host/isolate/create-runtime.ts';
import { describeModule } from './describe-module.ts';
import type { OpenSlot } from './slot-messages.ts';

/** Makes this process ready: the runtime with an isolate in reserve and, for runs, the database with its entities. */
export const openSlot: OpenSlot = async (settings, onLimit) => {
  const { runtime: bundle, heapMb, database } = settings;
  // A process that only describes modules need not load what opens a database, which is most of its start.
  const opening = database
    ? import('./open-executor.ts').then(({ openExecutor }) => openExecutor(settings, database))
    : undefined;
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

/** Standard error of a slot goes to the log of the server. */
function reportOperationError(error: unknown, operation: string): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`The operation ${operation} failed: ${text}\n`);
}
