import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { SecretReader } from '../credentials.ts';
import { CanceledError, GitSyncError, SnapshotNotFoundError, StoreFailedError } from '../errors.ts';
import { type FollowOptions, resolveFollow } from '../follow.ts';
import { assertUsableGit } from '../git/git-version.ts';
import { listRemoteRefs, type RemoteRef } from '../git/list-remote-refs.ts';
import { SpawnGate } from '../git/spawn-gate.ts';
import { resolveLimits, type SyncLimits } from '../limits.ts';
import { resolvePolicy, type SyncPolicy } from '../policy.ts';
import { isObjectId } from '../object-id.ts';
import { parseRef, parseSubfolder } from '../ref.ts';
import { parseRepositoryUrl } from '../repository-url.ts';
import { diffEntries, type FileChange } from '../snapshot/diff-snapshots.ts';
import { readSnapshot, readSnapshotEntries, type Snapshot } from '../snapshot/snapshot.ts';
import { syncUnderLock, type SyncResult } from '../sync-repository.ts';
import { type ConcurrencyOptions, SyncQueue } from './concurrency.ts';
import { type RepositoryReference, repositoryLayout, snapshotName } from './layout.ts';
import { pruneRepository, type PruneResult, removeRepository, removeUnknownRepositories } from './prune.ts';
import { type StoreSettings, withSession } from './session.ts';
import { SharedWork } from './shared-work.ts';

/** Options of {@link createRepositoryStore}. */
export interface RepositoryStoreOptions {
  /** Folder of the store; made if it is not there, with the mode 0700. Several processes of one machine may share it. */
  readonly directory: string;
  /** What repositories and secrets may be named. */
  readonly policy?: SyncPolicy;
  /** What one sync may cost. Limits that are not given have their defaults. */
  readonly limits?: Partial<SyncLimits>;
  readonly concurrency?: ConcurrencyOptions;
  /** Environment that secrets are read from, and from which git inherits `PATH`, proxies and certificates. Default: `process.env`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Reads the secrets that credentials name by `{ secret: '<name>' }`. Default: there are none. */
  readonly readSecret?: SecretReader;
}

/** Options of {@link RepositoryStore.syncRepository}. */
export interface SyncOptions extends RepositoryReference {
  /** Name of a branch or tag, or a whole commit id. Default: the branch that the remote shows first. */
  readonly ref?: string | undefined;
  /** Folder within the repository of which the snapshot is taken; no file outside of it is fetched. Default: the whole repository. */
  readonly path?: string | undefined;
  /** What is fetched besides the repository's own files. Default: nothing. */
  readonly follow?: FollowOptions | undefined;
  /** Gives up waiting. The sync itself ends when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined;
}

/** Options of {@link RepositoryStore.findSnapshot}. */
export interface FindSnapshotOptions extends RepositoryReference {
  /** Whole commit id. */
  readonly commit: string;
  /** As it was synced. */
  readonly path?: string | undefined;
  /** As it was synced. */
  readonly follow?: FollowOptions | undefined;
}

/** Options of {@link RepositoryStore.pruneSnapshots}. */
export interface PruneOptions extends RepositoryReference {
  /** Commits whose snapshots stay. */
  readonly inUse: Iterable<string>;
  /** Snapshots younger than this stay too: they may be in use by somebody who has not said so yet. Default: 600,000 ms. */
  readonly graceMs?: number;
}

/** Keeps repositories as snapshots. All methods reject with a `GitSyncError`. Made by {@link createRepositoryStore}. */
export interface RepositoryStore {
  /**
   * Brings a branch, tag or commit here as a snapshot. If the commit is here already, the remote is asked for its refs and nothing else is
   * done; a commit id that is here is not even asked for. Calls for the same thing at the same time, in this process or others, make one sync.
   */
  syncRepository(options: SyncOptions): Promise<SyncResult>;
  /** Lists the branches and tags of a remote, the default branch first. */
  listRefs(options: RepositoryReference & { readonly signal?: AbortSignal | undefined }): Promise<readonly RemoteRef[]>;
  /** Finds a snapshot that is here, without asking anybody. */
  findSnapshot(options: FindSnapshotOptions): Promise<Snapshot | undefined>;
  /** Says which files differ between two snapshots of this store. */
  diffSnapshots(
    before: Pick<Snapshot, 'snapshotPath'>,
    after: Pick<Snapshot, 'snapshotPath'>,
  ): Promise<readonly FileChange[]>;
  /** Removes the snapshots of a repository that nobody uses. */
  pruneSnapshots(options: PruneOptions): Promise<PruneResult>;
  /** Removes all that is here of a repository. */
  removeRepository(options: RepositoryReference): Promise<void>;
  /**
   * Removes all that is here of repositories that are not known any more: for what another process removed elsewhere. `known` is asked after
   * the look at what is here. Gives how many were removed.
   */
  removeUnknown(known: () => Promise<readonly RepositoryReference[]>): Promise<number>;
  /** Ends all syncs and resolves when they have cleaned up. The store cannot be used afterwards. */
  close(): Promise<void>;
}

const DEFAULT_GRACE_MS = 600_000;

/**
 * Opens a folder of snapshots.
 *
 * @example
 * ```ts
 * const store = createRepositoryStore({ directory: '/var/lib/jobwright/git', policy: { hosts: ['github.com'] } });
 * const result = await store.syncRepository({
 *   url: 'https://github.com/example/jobs',
 *   ref: 'main',
 *   credentials: { type: 'https-token', token: { env: 'JOBWRIGHT_SECRET_GITHUB' } },
 * });
 * console.log(result.commit, result.snapshotPath, result.changed);
 * ```
 */
export function createRepositoryStore(options: RepositoryStoreOptions): RepositoryStore {
  const directory = resolve(options.directory);
  return new DirectoryStore(
    {
      directory,
      emptyDirectory: join(directory, 'empty'),
      policy: resolvePolicy(options.policy),
      limits: resolveLimits(options.limits),
      environment: options.environment ?? process.env,
      readSecret: options.readSecret,
      spawnGate: new SpawnGate(),
    },
    options.concurrency,
  );
}

class DirectoryStore implements RepositoryStore {
  readonly #settings: StoreSettings;
  readonly #queue: SyncQueue;
  readonly #syncs = new SharedWork<SyncResult>();
  readonly #lists = new SharedWork<readonly RemoteRef[]>();
  readonly #closing = new AbortController();
  #ready: Promise<void> | undefined;

  constructor(settings: StoreSettings, concurrency: ConcurrencyOptions | undefined) {
    this.#settings = settings;
    this.#queue = new SyncQueue(concurrency);
  }

  async syncRepository(options: SyncOptions): Promise<SyncResult> {
    return this.#guard(options.signal, async (signal) => {
      const query = parseRef(options.ref);
      const scope = { path: parseSubfolder(options.path), follow: resolveFollow(options.follow) };
      const layout = repositoryLayout(this.#settings.directory, options);
      return this.#syncs.run(JSON.stringify([layout.key, query, scope]), signal, async (shared) => {
        const { policy } = this.#settings;
        const url = await parseRepositoryUrl(options.url, policy);
        const session = { settings: this.#settings, layout, reference: options, url, purpose: 'sync' } as const;
        const task = { url, givenUrl: options.url, policy, query, scope, layout };
        return this.#queue.run(url.host, shared, () =>
          withSession(session, shared, (context) => syncUnderLock({ ...task, context })),
        );
      });
    });
  }

  async listRefs(
    options: RepositoryReference & { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly RemoteRef[]> {
    return this.#guard(options.signal, async (signal) => {
      const layout = repositoryLayout(this.#settings.directory, options);
      return this.#lists.run(layout.key, signal, async (shared) => {
        const url = await parseRepositoryUrl(options.url, this.#settings.policy);
        const session = { settings: this.#settings, layout, reference: options, url, purpose: 'refs' } as const;
        return this.#queue.run(url.host, shared, () =>
          withSession(session, shared, (context) => listRemoteRefs(context, url)),
        );
      });
    });
  }

  async findSnapshot(options: FindSnapshotOptions): Promise<Snapshot | undefined> {
    return this.#guard(undefined, async () => {
      if (!isObjectId(options.commit)) {
        return undefined;
      }
      const { snapshots } = repositoryLayout(this.#settings.directory, options);
      const scope = { path: parseSubfolder(options.path), follow: resolveFollow(options.follow) };
      return readSnapshot(join(snapshots, snapshotName(options.commit, scope)));
    });
  }

  async diffSnapshots(
    before: Pick<Snapshot, 'snapshotPath'>,
    after: Pick<Snapshot, 'snapshotPath'>,
  ): Promise<readonly FileChange[]> {
    return this.#guard(undefined, async () => {
      const [old, current] = await Promise.all([before, after].map(async (snapshot) => this.#entriesOf(snapshot)));
      return diffEntries(old ?? [], current ?? []);
    });
  }

  async pruneSnapshots(options: PruneOptions): Promise<PruneResult> {
    return this.#guard(undefined, async (signal) => {
      const layout = repositoryLayout(this.#settings.directory, options);
      const keepAfter = new Date(Date.now() - (options.graceMs ?? DEFAULT_GRACE_MS));
      return pruneRepository(layout, signal, { inUse: new Set(options.inUse), keepAfter });
    });
  }

  async removeRepository(options: RepositoryReference): Promise<void> {
    return this.#guard(undefined, async (signal) =>
      removeRepository(repositoryLayout(this.#settings.directory, options), signal),
    );
  }

  async removeUnknown(known: () => Promise<readonly RepositoryReference[]>): Promise<number> {
    return this.#guard(undefined, async (signal) => removeUnknownRepositories(this.#settings.directory, signal, known));
  }

  async close(): Promise<void> {
    this.#closing.abort(new CanceledError('The store of git repositories is closed.'));
    await Promise.all([this.#syncs.settled(), this.#lists.settled()]);
  }

  /** Prepares the store on first use, and lets no error out that is not one of ours. */
  async #guard<T>(signal: AbortSignal | undefined, action: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const closing = this.#closing.signal;
    try {
      this.#ready ??= this.#prepare();
      await this.#ready;
      return await action(signal === undefined ? closing : AbortSignal.any([closing, signal]));
    } catch (error) {
      if (signal?.aborted && !(error instanceof GitSyncError)) {
        throw new CanceledError('The sync was canceled.', { cause: error });
      }
      throw toGitSyncError(error);
    }
  }

  async #prepare(): Promise<void> {
    const { directory, emptyDirectory, environment, limits, spawnGate } = this.#settings;
    try {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      await mkdir(emptyDirectory, { recursive: true, mode: 0o500 });
      await assertUsableGit({
        directory: emptyDirectory,
        gitDirectory: emptyDirectory,
        emptyDirectory,
        inherit: environment,
        mark: 'version',
        limits,
        signal: this.#closing.signal,
        confidential: { secrets: [], storeDirectory: directory },
        spawnGate,
      });
    } catch (error) {
      this.#ready = undefined; // what is wrong may be put right while we run
      throw error;
    }
  }

  async #entriesOf({ snapshotPath }: Pick<Snapshot, 'snapshotPath'>): ReturnType<typeof readSnapshotEntries> {
    const path = resolve(snapshotPath);
    if (!path.startsWith(join(this.#settings.directory, 'repositories') + sep)) {
      throw new SnapshotNotFoundError('The snapshot is not one of this store.');
    }
    return readSnapshotEntries(dirname(path));
  }
}

function toGitSyncError(error: unknown): GitSyncError {
  if (error instanceof GitSyncError) {
    return error;
  }
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const reason = typeof code === 'string' ? ` (${code})` : '';
  return new StoreFailedError(
    `The store of git repositories failed${reason}. Check the free space and the owner of its folder.`,
    { cause: error },
  );
}
