import { createHash } from 'node:crypto';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { compilerVersion } from '../compile/compiler-version.ts';
import { isBelow } from '../compile/source-boundary.ts';
import type { BundleInput } from '../modules/jobs/job-bundle.entity.ts';
import { dataFilesDigest, type DataFiles } from './data-files.ts';
import type { SourceSnapshot } from './job-source.ts';

/** What every module of a source depends on, besides its own files. */
export interface CommonInputs {
  readonly dataFiles: DataFiles;
  /** Over the versions of installed packages. */
  readonly packagesDigest: string;
  /** Digest of the runtime bundle: another sdk may describe a module in another way. */
  readonly runtimeDigest: string;
}

/** Digest of all that a described module follows from. While it stays the same there is nothing to do. */
export function sourceDigestOf(inputs: readonly BundleInput[], common: CommonInputs): string {
  const parts = [
    compilerVersion(),
    common.runtimeDigest,
    common.packagesDigest,
    dataFilesDigest(common.dataFiles),
    inputs.map(({ path, sha256 }) => [path, sha256]),
  ];
  return sha256(JSON.stringify(parts));
}

/** The same files with the digests that they have now. Undefined when one of them is gone. */
export async function readInputs(
  root: string,
  inputs: readonly BundleInput[],
): Promise<readonly BundleInput[] | undefined> {
  const current: BundleInput[] = [];
  for (const { path } of inputs) {
    const file = await realpath(join(root, path)).catch(() => undefined);
    if (file === undefined || !isBelow(file, root)) return undefined;
    current.push({ path, sha256: sha256(await readFile(file, 'utf8')) });
  }
  return current;
}

export async function packagesDigestOf({ packageManifests }: SourceSnapshot): Promise<string> {
  const texts = await Promise.all(packageManifests.map((file) => readFile(file, 'utf8')));
  return sha256(JSON.stringify(texts));
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
