import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeCredentials, type RepositoryCredentials } from '../credentials.ts';
import type { ResolvedFollow } from '../follow.ts';
import type { RefQuery } from '../ref.ts';

/**
 * Where things lie:
 *
 * ```
 * <store>/empty/                          home of git processes, always empty
 * <store>/repositories/<key>/
 *   sync.lock, refs.lock                  see `withLock`; never removed
 *   cache.git/                            bare repository: packs of the commits that were fetched
 *   heads/<hash>.json                     which commit the last sync of a ref and path led to
 *   submodules/<hash of URL>.git/         the same for each submodule that is followed
 *   lfs/<digest>                          LFS objects of the last snapshot
 *   snapshots/<commit>[-<hash>]/          `snapshot.json`, `entries.json`, `tree/`; the hash is of the path and of what is followed
 *   snapshots/.incoming-<id>/             a snapshot while it is written
 *   scratch-<sync|refs>-<id>/             known_hosts and key of a command that is running
 * ```
 */
export interface RepositoryLayout {
  readonly key: string;
  readonly directory: string;
  /** Marks the processes that work on this folder. */
  readonly mark: string;
  readonly syncLock: string;
  readonly refsLock: string;
  readonly cache: string;
  readonly submodules: string;
  readonly lfs: string;
  readonly heads: string;
  readonly snapshots: string;
}

/** By what a repository is known to the store. */
export interface RepositoryReference {
  /** `https://host/path`, `ssh://user@host/path`, `user@host:path`, or `file:///path` where the policy allows it. Without credentials. */
  readonly url: string;
  /** Where the secrets for it are. Default: none. */
  readonly credentials?: RepositoryCredentials | undefined;
}

/**
 * The folder of a repository. Credentials are a part of the key, so that nobody gets a commit from here that the remote would not give them.
 */
export function repositoryLayout(storeDirectory: string, { url, credentials }: RepositoryReference): RepositoryLayout {
  return layoutOf(storeDirectory, shortHash(`${url}\n${describeCredentials(credentials)}`));
}

/** The folder of a repository of which only the key is known. */
export function layoutOf(storeDirectory: string, key: string): RepositoryLayout {
  const directory = join(storeDirectory, 'repositories', key);
  return {
    key,
    directory,
    mark: shortHash(directory),
    syncLock: join(directory, 'sync.lock'),
    refsLock: join(directory, 'refs.lock'),
    cache: join(directory, 'cache.git'),
    submodules: join(directory, 'submodules'),
    lfs: join(directory, 'lfs'),
    heads: join(directory, 'heads'),
    snapshots: join(directory, 'snapshots'),
  };
}

/** What of a repository a snapshot has, besides its commit. */
export interface SnapshotScope {
  /** Path within the repository; empty for the whole of it. */
  readonly path: string;
  readonly follow: ResolvedFollow;
}

/**
 * Name of the folder of a snapshot. The commit pins submodules and LFS objects as it pins files, so commit and scope say all.
 */
export function snapshotName(commit: string, scope: SnapshotScope): string {
  const key = scopeKey(scope);
  return key === '' ? commit : `${commit}-${shortHash(key)}`;
}

/** File that says which commit the last sync of a ref and scope led to. */
export function headFile(layout: RepositoryLayout, query: RefQuery, scope: SnapshotScope): string {
  return join(layout.heads, `${shortHash(JSON.stringify([query, scopeKey(scope)]))}.json`);
}

/** The cache of a submodule. It lies with the repository that follows it, under the same lock: two that follow each other cannot get stuck. */
export function submoduleCache(layout: RepositoryLayout, url: string): string {
  return join(layout.submodules, `${shortHash(url)}.git`);
}

/** The path alone where nothing is followed: snapshots keep the names that they had before there was anything to follow. */
function scopeKey({ path, follow }: SnapshotScope): string {
  return follow.submodules || follow.lfs ? JSON.stringify([path, follow.submodules, follow.lfs]) : path;
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
