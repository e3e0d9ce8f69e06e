import { createHash } from 'node:crypto';
import { readFile, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isBelow } from '../compile/source-boundary.ts';

/** Larger files are left out; so are all beyond the number or the sum. */
export const dataFileLimits = { fileBytes: 5_000_000, files: 1_000, totalBytes: 50_000_000 } as const;

/** The data files of one version of a source. */
export interface DataFiles {
  /** Digest by path below the root, in order of the paths. */
  readonly manifest: Readonly<Record<string, string>>;
  /** Text by digest. */
  readonly contents: ReadonlyMap<string, string>;
}

/** Reads the data files of a source. Links that lead out of its root count as absent. */
export async function readDataFiles(root: string, paths: readonly string[]): Promise<DataFiles> {
  const manifest: Record<string, string> = {};
  const contents = new Map<string, string>();
  let totalBytes = 0;
  for (const path of paths.slice(0, dataFileLimits.files)) {
    const file = await realpath(join(root, path)).catch(() => undefined);
    if (file === undefined || !isBelow(file, root)) continue;
    const { size } = await stat(file);
    if (size > dataFileLimits.fileBytes || totalBytes + size > dataFileLimits.totalBytes) continue;
    totalBytes += size;
    // PostgreSQL's text holds no NUL.
    const text = (await readFile(file, 'utf8')).replaceAll('\0', '\uFFFD');
    const digest = sha256(text);
    manifest[path] = digest;
    contents.set(digest, text);
  }
  return { manifest, contents };
}

/** Digest over names and contents. */
export function dataFilesDigest({ manifest }: DataFiles): string {
  return sha256(JSON.stringify(manifest));
}

/** Code whose digest depends on the data files too: another version of a file makes another bundle. */
export function withDataFiles(code: string, dataFiles: DataFiles): string {
  if (Object.keys(dataFiles.manifest).length === 0) return code;
  return `${code.trimEnd()}\n//# dataFiles=${dataFilesDigest(dataFiles)}\n`;
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
