import { randomUUID } from 'node:crypto';
import { access, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { removeTree } from '../snapshot/remove-tree.ts';
import { INCOMING_PREFIX } from '../snapshot/write-snapshot.ts';
import { layoutOf, type RepositoryLayout, repositoryLayout, type RepositoryReference } from './layout.ts';
import { withLock } from './lock.ts';
import { removeLeftovers } from './session.ts';

/** What {@link RepositoryStore.pruneSnapshots} did. */
export interface PruneResult {
  /** Commits whose snapshots were removed. */
  readonly removed: readonly string[];
  /** Commits whose snapshots are still here. */
  readonly kept: readonly string[];
}

/** Which snapshots stay. */
export interface PruneRule {
  readonly inUse: ReadonlySet<string>;
  /** Snapshots written later than this stay. */
  readonly keepAfter: Date;
}

/** Removes snapshots, each in one step: a reader finds all of a snapshot or nothing. */
export async function pruneRepository(
  layout: RepositoryLayout,
  signal: AbortSignal,
  rule: PruneRule,
): Promise<PruneResult> {
  if (!(await exists(layout.directory))) {
    return { removed: [], kept: [] };
  }
  return withLock(layout.syncLock, signal, async () => {
    await removeLeftovers(layout, 'sync');
    const removed = new Set<string>();
    const kept = new Set<string>();
    for (const name of await readdir(layout.snapshots).catch(() => [])) {
      const [commit = ''] = name.split('-');
      const { mtime } = await stat(join(layout.snapshots, name));
      if (rule.inUse.has(commit) || mtime > rule.keepAfter) {
        kept.add(commit);
      } else {
        await removeSnapshot(layout, name);
        removed.add(commit);
      }
    }
    const gone = [...removed].filter((commit) => !kept.has(commit));
    // Without its ref a commit is no longer named to the remote as one that is here.
    await Promise.all(gone.map((commit) => rm(join(layout.cache, 'refs', 'jobwright', commit), { force: true })));
    return { removed: [...removed].sort(), kept: [...kept].sort() };
  });
}

/** Removes all of a repository but its locks: somebody may be waiting for them. */
export async function removeRepository(layout: RepositoryLayout, signal: AbortSignal): Promise<void> {
  if (!(await exists(layout.directory))) {
    return;
  }
  await withLock(layout.syncLock, signal, async () => {
    await removeLeftovers(layout, 'sync');
    for (const name of await readdir(layout.snapshots).catch(() => [])) {
      await removeSnapshot(layout, name);
    }
    await Promise.all(
      [layout.snapshots, layout.heads, layout.cache, layout.submodules, layout.lfs].map((path) =>
        rm(path, { recursive: true, force: true }),
      ),
    );
  });
}

/**
 * Removes all repositories but those that are known.
 *
 * @param known - asked after the look at what is here: one that is added in between stays
 * @returns how many were removed
 */
export async function removeUnknownRepositories(
  storeDirectory: string,
  signal: AbortSignal,
  known: () => Promise<readonly RepositoryReference[]>,
): Promise<number> {
  const keys = await readdir(join(storeDirectory, 'repositories')).catch(() => []);
  const knownKeys = new Set((await known()).map((reference) => repositoryLayout(storeDirectory, reference).key));
  let removed = 0;
  for (const key of keys.filter((name) => !knownKeys.has(name))) {
    const layout = layoutOf(storeDirectory, key);
    if ((await exists(layout.snapshots)) || (await exists(layout.cache))) {
      await removeRepository(layout, signal);
      removed += 1;
    }
  }
  return removed;
}

async function removeSnapshot(layout: RepositoryLayout, name: string): Promise<void> {
  const outgoing = join(layout.snapshots, `${INCOMING_PREFIX}${randomUUID()}`);
  await rename(join(layout.snapshots, name), outgoing);
  await removeTree(outgoing);
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
