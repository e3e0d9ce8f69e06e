import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describeCredentials, type RepositoryCredentials } from '../credentials.ts';
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
 *   snapshots/<commit>[-<hash of path>]/  `snapshot.json`, `entries.json`, `tree/`
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
  const key = shortHash(`${url}\n${describeCredentials(credentials)}`);
  const directory = join(storeDirectory, 'repositories', key);
  return {
    key,
    directory,
    mark: shortHash(directory),
    syncLock: join(directory, 'sync.lock'),
    refsLock: join(directory, 'refs.lock'),
    cache: join(directory, 'cache.git'),
    heads: join(directory, 'heads'),
    snapshots: join(directory, 'snapshots'),
  };
}

/** Name of the folder of a snapshot. */
export function snapshotName(commit: string, path: string): string {
  return path === '' ? commit : `${commit}-${shortHash(path)}`;
}

/** File that says which commit the last sync of a ref and path led to. */
export function headFile(layout: RepositoryLayout, query: RefQuery, path: string): string {
  return join(layout.heads, `${shortHash(JSON.stringify([query, path]))}.json`);
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
