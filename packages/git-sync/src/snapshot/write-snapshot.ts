import { randomUUID } from 'node:crypto';
import { chmod, mkdir, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectHeader, readObjects } from '../git/read-objects.ts';
import type { CommitInfo } from '../git/read-commit.ts';
import type { GitContext } from '../git/run-git.ts';
import type { CheckedTree, TreeEntry } from './entry.ts';
import { type LfsPointer, parseLfsPointer } from './lfs-pointer.ts';
import { removeTree } from './remove-tree.ts';
import { type Snapshot, SNAPSHOT_PARTS, type SnapshotEntry } from './snapshot.ts';
import type { SubmoduleReport } from './submodules.ts';

/** What is to be written. Everything in it has been checked. */
export interface SnapshotSource {
  readonly commit: string;
  readonly path: string;
  readonly commitInfo: CommitInfo;
  readonly tree: CheckedTree;
  /** Files and their sizes, by object id. */
  readonly blobs: ReadonlyMap<string, ObjectHeader>;
  /** Contents of the symbolic links, by path. */
  readonly linkTargets: ReadonlyMap<string, string>;
  readonly submodules: readonly SubmoduleReport[];
}

/** Bytes of files that are in memory at a time; one larger file goes alone. */
const BATCH_BYTES = 4 * 1024 * 1024;
const BATCH_FILES = 1_000;
/** Files that are written at the same time. */
const PARALLEL_WRITES = 8;
const READ_ONLY_FOLDER = 0o555;

/** How the folders of snapshots that are being written are named. */
export const INCOMING_PREFIX = '.incoming-';

/**
 * Writes a snapshot beside its final place and moves it there in one step.
 *
 * @param directory - the final place, below `snapshots/`.
 */
export async function writeSnapshot(context: GitContext, source: SnapshotSource, directory: string): Promise<Snapshot> {
  const incoming = join(directory, '..', `${INCOMING_PREFIX}${randomUUID()}`);
  const treePath = join(incoming, SNAPSHOT_PARTS.tree);
  try {
    await mkdir(treePath, { recursive: true });
    for (const folder of source.tree.folders) {
      await mkdir(join(treePath, folder));
    }
    const lfsPointers = await writeFiles(context, source, treePath);
    // Last, so that nothing is ever written through one.
    for (const [path, target] of source.linkTargets) {
      await symlink(target, join(treePath, path));
    }
    const snapshot = describe(source, lfsPointers);
    await writeDurably(
      join(incoming, SNAPSHOT_PARTS.entries),
      JSON.stringify(source.tree.entries satisfies readonly SnapshotEntry[]),
    );
    await writeDurably(join(incoming, SNAPSHOT_PARTS.manifest), JSON.stringify(snapshot, undefined, 2));
    for (const folder of ['', ...source.tree.folders].reverse()) {
      await chmod(join(treePath, folder), READ_ONLY_FOLDER);
    }
    context.signal.throwIfAborted();
    await removeTree(directory); // one that cannot be read: it would not have been written again
    await rename(incoming, directory);
    return { ...snapshot, snapshotPath: join(directory, SNAPSHOT_PARTS.tree) };
  } catch (error) {
    await removeTree(incoming);
    throw error;
  }
}

function describe(source: SnapshotSource, lfsPointers: readonly LfsPointer[]): Omit<Snapshot, 'snapshotPath'> {
  const files = filesOf(source.tree);
  return {
    commit: source.commit,
    path: source.path,
    commitInfo: source.commitInfo,
    files: files.length + source.linkTargets.size,
    bytes: files.reduce((sum, { id }) => sum + (source.blobs.get(id)?.size ?? 0), 0),
    submodules: source.submodules,
    lfsPointers,
    created: new Date().toISOString(),
  };
}

async function writeFiles(context: GitContext, source: SnapshotSource, treePath: string): Promise<LfsPointer[]> {
  const pathsById = Map.groupBy(filesOf(source.tree), ({ id }) => id);
  const pointers: LfsPointer[] = [];
  for (const batch of batches([...pathsById.keys()].flatMap((id) => source.blobs.get(id) ?? []))) {
    context.signal.throwIfAborted();
    const objects = await readObjects(context, batch);
    const writes = objects.flatMap(({ id, content }) => (pathsById.get(id) ?? []).map((entry) => ({ entry, content })));
    pointers.push(...writes.flatMap(({ entry, content }) => parseLfsPointer(entry.path, content) ?? []));
    await inParallel(writes, async ({ entry, content }) => {
      await writeDurably(join(treePath, entry.path), content, entry.kind === 'executable' ? 0o555 : 0o444);
    });
  }
  return pointers.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function filesOf(tree: CheckedTree): TreeEntry[] {
  return tree.entries.filter(({ kind }) => kind === 'file' || kind === 'executable');
}

function* batches(headers: readonly ObjectHeader[]): Generator<ObjectHeader[]> {
  let batch: ObjectHeader[] = [];
  let bytes = 0;
  for (const header of headers) {
    if (batch.length > 0 && (bytes + header.size > BATCH_BYTES || batch.length === BATCH_FILES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(header);
    bytes += header.size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

async function inParallel<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: PARALLEL_WRITES }, async () => {
      for (const item of queue) {
        await action(item);
      }
    }),
  );
}

/** Writes a new file, and has it on disk before the snapshot gets its name: a power cut must not leave one with empty files. */
async function writeDurably(path: string, content: Buffer | string, mode = 0o444): Promise<void> {
  await writeFile(path, content, { flag: 'wx', mode, flush: true });
}
