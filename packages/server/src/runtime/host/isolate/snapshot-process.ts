import { loadIsolatedVm } from './isolated-vm.ts';
import { readSnapshot, writeSnapshot } from './snapshot-file.ts';
import { SandboxIsolate } from './sandbox-isolate.ts';

/** Entry of the process that makes a snapshot: its argument is the file of the bundle. It tries the snapshot out, too. */
const [bundleFile] = process.argv.slice(2);
const tryOutHeapMb = 256;

if (bundleFile !== undefined) {
  loadIsolatedVm();
  writeSnapshot(bundleFile);
  const snapshot = readSnapshot(bundleFile);
  if (snapshot !== undefined)
    new SandboxIsolate({ code: '', heapMb: tryOutHeapMb, head: { snapshot } })[Symbol.dispose]();
}
