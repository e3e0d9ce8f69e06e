import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { CommitNotFoundError, CorruptObjectsError } from './errors.ts';
import { fetchCommit } from './git/fetch-objects.ts';
import { resolveRemoteRef, type ResolvedRef } from './git/list-remote-refs.ts';
import { readCommit } from './git/read-commit.ts';
import { readTree } from './git/read-tree.ts';
import type { GitContext } from './git/run-git.ts';
import type { RefQuery } from './ref.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { collectBlobs } from './snapshot/collect-blobs.ts';
import { checkTree } from './snapshot/check-tree.ts';
import { readJsonFile, readSnapshot, type Snapshot } from './snapshot/snapshot.ts';
import { reportSubmodules } from './snapshot/submodules.ts';
import { writeSnapshot } from './snapshot/write-snapshot.ts';
import { discardCache, openCache, tidyCache } from './store/cache.ts';
import { headFile, type RepositoryLayout, snapshotName } from './store/layout.ts';

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
  readonly query: RefQuery;
  /** Path within the repository; empty for the whole of it. */
  readonly path: string;
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
  const directory = join(layout.snapshots, snapshotName(resolved.commit, task.path));
  const snapshot = (await readSnapshot(directory)) ?? (await makeSnapshot(task, resolved.commit, directory));
  return rememberHead(task, resolved, snapshot);
}

async function makeSnapshot(task: SyncTask, commit: string, directory: string): Promise<Snapshot> {
  const { cache, snapshots } = task.layout;
  await mkdir(snapshots, { recursive: true });
  try {
    return await fetchAndWrite(task, commit, directory);
  } catch (error) {
    if (!(error instanceof CorruptObjectsError)) {
      await tidyCache(cache);
      throw error;
    }
  }
  // The damage may be on our side: once more, without anything that is already here.
  await discardCache(cache);
  try {
    return await fetchAndWrite(task, commit, directory);
  } catch (error) {
    await discardCache(cache);
    throw error;
  }
}

async function fetchAndWrite(task: SyncTask, commit: string, directory: string): Promise<Snapshot> {
  const { context, url, path } = task;
  await openCache(task.layout.cache, {
    url: url.text,
    objectFormat: commit.length === 64 ? 'sha256' : 'sha1',
    maxBytes: context.limits.downloadBytes,
  });
  await fetchCommit(context, { url, commit, withFiles: path === '' });
  const { commitInfo, treeId } = await readCommit(context, commit, path);
  const tree = await checkTree(await readTree(context, treeId), context.limits);
  const { blobs, linkTargets } = await collectBlobs(context, url, tree);
  const submodules = await reportSubmodules(context, { url, commit, path, tree });
  return writeSnapshot(context, { commit, path, commitInfo, tree, blobs, linkTargets, submodules }, directory);
}

async function rememberHead(task: SyncTask, resolved: ResolvedRef, snapshot: Snapshot): Promise<SyncResult> {
  const file = headFile(task.layout, task.query, task.path);
  const previousCommit = (await readJsonFile<{ readonly commit: string }>(file))?.commit;
  const changed = previousCommit !== resolved.commit;
  if (changed) {
    await mkdir(task.layout.heads, { recursive: true });
    const incoming = `${file}.${randomUUID()}`;
    await writeFile(incoming, JSON.stringify({ ref: resolved.ref, path: task.path, commit: resolved.commit }), {
      flush: true,
    });
    await rename(incoming, file).catch(async (error: unknown) => {
      await rm(incoming, { force: true });
      throw error;
    });
  }
  return { ...snapshot, ref: resolved.ref, changed, previousCommit };
}
