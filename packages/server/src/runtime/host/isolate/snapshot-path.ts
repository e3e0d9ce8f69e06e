import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import type { IsolateKind } from './isolate-kind.ts';

/** Where a snapshot of a bundle is: beside it, under a name that changes with everything that V8 is particular about. */
export function snapshotFileOf(bundleFile: string, kind: IsolateKind): string {
  const { version } = createRequire(import.meta.url)('isolated-vm/package.json') as { version: string };
  const makers = [process.version, process.versions.v8, process.platform, process.arch, version];
  const digest = createHash('sha256').update(makers.join(' ')).digest('hex');
  return `${bundleFile}.${digest.slice(0, 16)}.${kind}.snapshot`;
}
