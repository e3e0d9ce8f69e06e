import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CommitNotFoundError, CorruptObjectsError } from './errors.ts';
import { resolveRemoteRef, type ResolvedRef } from './git/list-remote-refs.ts';
import type { GitContext } from './git/run-git.ts';
import type { ResolvedPolicy } from './policy.ts';
import type { RefQuery } from './ref.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { readJsonFile, readSnapshot, type Snapshot } from './snapshot/snapshot.ts';
import { writeSnapshot } from './snapshot/write-snapshot.ts';
import { discardCache, tidyRepository } from './store/cache.ts';
import { headFile, type RepositoryLayout, snapshotName, type SnapshotScope } from './store/layout.ts';
import { collectParts } from './submodules/collect-parts.ts';

/** A snapshot, and how it was come by. */
export interface SyncResult extends Snapshot {
  /** Full name of the branch or tag, or the commit id where that was asked for. */
  readonly ref: string;
  /** True if the last sync of this ref and path led to another commit, or there was none. */
  readonly changed: boolean;
  /** The commit that the last sync of this ref and path led to. */
  readonly previousCommit: string | undefined;
}

/** One sync, its input checked. */
export interface SyncTask {
  readonly url: RepositoryUrl;
  readonly givenUrl: string;
  readonly policy: ResolvedPolicy;
  readonly query: RefQuery;
  readonly scope: SnapshotScope;
  readonly layout: RepositoryLayout;
  readonly context: GitContext;
}

/** A branch can move between the moment its commit is asked for and the moment it is fetched. */
const MAX_ATTEMPTS = 3;

/** Brings a repository up to date. The caller holds the repository's lock. */
export async function syncUnderLock(task: SyncTask): Promise<SyncResult> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await syncOnce(task);
    } catch (error) {
      const mayHaveMoved = error instanceof CommitNotFoundError && task.query.kind !== 'commit';
      if (attempt === MAX_ATTEMPTS || !mayHaveMoved) {
        throw error;
      }
    }
  }
}

async function syncOnce(task: SyncTask): Promise<SyncResult> {
  const { layout } = task;
  const resolved = await resolveRemoteRef(task.context, task.url, task.query);
  const directory = join(layout.snapshots, snapshotName(resolved.commit, task.scope));
  const snapshot = (await readSnapshot(directory)) ?? (await makeSnapshot(task, resolved.commit, directory));
  return rememberHead(task, resolved, snapshot);
}

async function makeSnapshot(task: SyncTask, commit: string, directory: string): Promise<Snapshot> {
  const { cache, snapshots, submodules } = task.layout;
  await mkdir(snapshots, { recursive: true });
  try {
    return await fetchAndWrite(task, commit, directory);
  } catch (error) {
    if (!(error instanceof CorruptObjectsError)) {
      await tidyRepository(task.layout);
      throw error;
    }
  }
  // The damage may be on our side: once more, without anything that is already here.
  await Promise.all([cache, submodules].map((directory) => discardCache(directory)));
  try {
    return await fetchAndWrite(task, commit, directory);
  } catch (error) {
    await Promise.all([cache, submodules].map((directory) => discardCache(directory)));
    throw error;
  }
}

async function fetchAndWrite(task: SyncTask, commit: string, directory: string): Promise<Snapshot> {
  const { path } = task.scope;
  const collected = await collectParts({ ...task, commit, path, follow: task.scope.follow });
  return writeSnapshot(task.context, { ...collected, commit, path, lfsDirectory: task.layout.lfs }, directory);
}

async function rememberHead(task: SyncTask, resolved: ResolvedRef, snapshot: Snapshot): Promise<SyncResult> {
  const file = headFile(task.layout, task.query, task.scope);
  const previousCommit = (await readJsonFile<{ readonly commit: string }>(file))?.commit;
  const changed = previousCommit !== resolved.commit;
  if (changed) {
    await mkdir(task.layout.heads, { recursive: true });
    const incoming = `${file}.${randomUUID()}`;
    await writeFile(incoming, JSON.stringify({ ref: resolved.ref, path: task.scope.path, commit: resolved.commit }), {
      flush: true,
    });
    await rename(incoming, file).catch(async (error: unknown) => {
      await rm(incoming, { force: true });
      throw error;
    });
  }
  return { ...snapshot, ref: resolved.ref, changed, previousCommit };
}
