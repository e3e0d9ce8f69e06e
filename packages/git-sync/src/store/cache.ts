import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositoryLayout } from './layout.ts';

/** Past so many packs the cache is begun anew: each fetch adds two, and packs of a partial clone cannot be tidied by `git gc`. */
const MAX_PACKS = 128;

/** Options of {@link openCache}. */
export interface OpenCacheOptions {
  readonly url: string;
  readonly objectFormat: 'sha1' | 'sha256';
  /** Bytes past which the cache is begun anew. */
  readonly maxBytes: number;
}

/**
 * Makes sure that there is a bare repository to fetch into.
 *
 * @remarks It is written by hand, four entries, since `git init` copies templates. Its settings hold nothing but the URL.
 */
export async function openCache(directory: string, options: OpenCacheOptions): Promise<void> {
  const config = cacheConfig(options);
  const existing = await readFile(join(directory, 'config'), 'utf8').catch(() => undefined);
  if (existing === config) {
    const packs = await packSizes(directory);
    if (packs.length <= MAX_PACKS && sum(packs) <= options.maxBytes) {
      return;
    }
  }
  await discardCache(directory);
  await mkdir(join(directory, 'objects', 'pack'), { recursive: true });
  await mkdir(join(directory, 'objects', 'info'));
  await mkdir(join(directory, 'refs'));
  await writeFile(join(directory, 'HEAD'), 'ref: refs/heads/none\n');
  // The last one: without it, the next sync starts over.
  await writeFile(join(directory, 'config'), config);
}

/** Removes the cache. The next sync of a new commit fetches all of it. */
export async function discardCache(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Removes what an interrupted fetch left: temporary packs and lock files. Nobody else may be using the cache. */
export async function tidyCache(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true }).catch(() => []);
  const leftovers = entries.filter(
    (entry) => entry.endsWith('.lock') || /(?:^|\/)(?:tmp_|\.tmp-|incoming-)[^/]*$/.test(entry),
  );
  await Promise.all(leftovers.map((entry) => rm(join(directory, entry), { recursive: true, force: true })));
  return leftovers.length;
}

/** As {@link tidyCache}, for all that is fetched for a repository. */
export async function tidyRepository({ cache, submodules, lfs }: RepositoryLayout): Promise<void> {
  await Promise.all([cache, submodules, lfs].map((directory) => tidyCache(directory)));
}

/** Removes the caches of submodules that are not named. */
export async function removeOtherCaches(directory: string, used: ReadonlySet<string>): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  const unused = names.map((name) => join(directory, name)).filter((path) => !used.has(path));
  await Promise.all(unused.map((path) => rm(path, { recursive: true, force: true })));
}

/** Bytes of the packs, finished or being received. */
export async function cacheBytes(directory: string): Promise<number> {
  return sum(await packSizes(directory));
}

async function packSizes(directory: string): Promise<number[]> {
  const folder = join(directory, 'objects', 'pack');
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names
      .filter((name) => name.endsWith('.pack') || name.startsWith('tmp_'))
      .map((name) =>
        stat(join(folder, name)).then(
          (stats) => stats.size,
          () => 0,
        ),
      ),
  );
  return sizes;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function cacheConfig(options: OpenCacheOptions): string {
  const isSha256 = options.objectFormat === 'sha256';
  // Quoted, and the URL has no control characters, quotes or backslashes: see `parseRepositoryUrl`.
  return [
    '[core]',
    `\trepositoryformatversion = ${isSha256 ? 1 : 0}`,
    '\tbare = true',
    ...(isSha256 ? ['[extensions]', '\tobjectformat = sha256'] : []),
    '[remote "origin"]',
    `\turl = "${options.url}"`,
    '',
  ].join('\n');
}
