import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BuildOptions, BuiltBundle } from './build-runtime-bundle.ts';

/** Changes when the form of the cache or the way of building changes: older entries are then not found. */
const cacheVersion = 3;

/** Another esbuild may build another bundle. */
const esbuildManifest = fileURLToPath(import.meta.resolve('esbuild/package.json'));

/** A bundle and the file that keeps it. */
export interface CachedBundle {
  /** Classic script; evaluating it calls `boot` of the sandbox entry with the packages. */
  readonly code: string;
  /** SHA-256 of `code` in hexadecimal: a name for whatever is derived from it, such as V8's code cache. */
  readonly digest: string;
  /** File with `code`, for other processes of this machine. It is never changed, and gone only with the cache folder. */
  readonly file: string;
}

/** What a cached bundle was made from. Written and read by this file only. */
interface BundleRecord {
  readonly digest: string;
  readonly inputs: readonly InputRecord[];
}

type InputRecord = readonly [path: string, sizeBytes: number, modifiedMs: number];

/** Name of the cache entry of a configuration. Two configurations, or two installations, never share one. */
export function bundleCacheKey({ modelPackages, sandboxEntry }: BuildOptions): string {
  const parts = [cacheVersion, import.meta.url, sandboxEntry, modelPackages];
  return sha256(JSON.stringify(parts)).slice(0, 32);
}

/** The bundle, when the record exists and every input still has the size and time it had: no input is read. */
export async function readCachedBundle(recordFile: string): Promise<CachedBundle | undefined> {
  try {
    const record = JSON.parse(await readFile(recordFile, 'utf8')) as BundleRecord;
    if (!record.inputs.every((input) => isUnchanged(input))) return undefined;
    const file = codeFile(recordFile, record.digest);
    const code = await readFile(file, 'utf8');
    return sha256(code) === record.digest ? { code, digest: record.digest, file } : undefined;
  } catch {
    return undefined; // absent or damaged: it is built again
  }
}

/** Stores a bundle. */
export async function writeCachedBundle(recordFile: string, built: BuiltBundle): Promise<CachedBundle> {
  const digest = sha256(built.code);
  const record: BundleRecord = {
    digest,
    inputs: [...built.inputs, esbuildManifest].map((path) => describeInput(path)),
  };
  const file = codeFile(recordFile, digest);
  await writeWhole(file, built.code);
  await writeWhole(recordFile, JSON.stringify(record));
  return { code: built.code, digest, file };
}

function isUnchanged([path, sizeBytes, modifiedMs]: InputRecord): boolean {
  const now = statSync(path, { throwIfNoEntry: false });
  return now !== undefined && now.size === sizeBytes && now.mtimeMs === modifiedMs;
}

function describeInput(path: string): InputRecord {
  const { size, mtimeMs } = statSync(path);
  return [path, size, mtimeMs];
}

function codeFile(recordFile: string, digest: string): string {
  return join(dirname(recordFile), `${digest}.js`);
}

/** Other processes read the folder too: a file is there as a whole or not at all. */
async function writeWhole(file: string, text: string): Promise<void> {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}`);
  await writeFile(temporary, text);
  await rename(temporary, file);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
