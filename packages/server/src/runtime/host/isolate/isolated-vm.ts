import { createRequire } from 'node:module';
import ivm from 'isolated-vm';
import { IsolatedVmUnusableError } from '../../../errors/sandbox.ts';

/** Below it, copied objects of a guest corrupt the memory of the host: GHSA-864f-rcv7-6rh4. */
export const minimumVersion = '7.0.1';

/**
 * The isolated-vm that is installed.
 * @throws {@link IsolatedVmUnusableError} when it is too old to be safe
 */
export function loadIsolatedVm(): typeof ivm {
  const { version } = createRequire(import.meta.url)('isolated-vm/package.json') as { version: string };
  assertSafeVersion(version);
  return ivm;
}

/** @throws {@link IsolatedVmUnusableError} */
export function assertSafeVersion(version: string): void {
  const [actual, minimum] = [parseVersion(version), parseVersion(minimumVersion)];
  for (const [index, wanted] of minimum.entries()) {
    const part = actual[index] ?? 0;
    if (part > wanted) return;
    if (part < wanted) throw new IsolatedVmUnusableError(version, minimumVersion);
  }
  // A pre-release of the minimum comes before it.
  if (version.includes('-')) throw new IsolatedVmUnusableError(version, minimumVersion);
}

function parseVersion(version: string): readonly number[] {
  return version.split('-', 1).join('').split('.').map(Number);
}
