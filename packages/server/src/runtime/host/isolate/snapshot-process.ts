import { isolateKinds } from './isolate-kind.ts';
import { loadIsolatedVm } from './isolated-vm.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { SandboxIsolate } from './sandbox-isolate.ts';

/** Entry of the process that makes snapshots: its argument is the file of the bundle. It tries them out, too. */
const [bundleFile] = process.argv.slice(2);
const tryOutHeapMb = 256;

if (bundleFile !== undefined) {
  loadIsolatedVm();
  for (const kind of isolateKinds) {
    writeSnapshot(bundleFile, kind);
    const snapshot = readSnapshot(bundleFile, kind);
    if (snapshot === undefined) continue;
    new SandboxIsolate({ kind, heapMb: tryOutHeapMb, head: { snapshot } })[Symbol.dispose]();
  }
}
