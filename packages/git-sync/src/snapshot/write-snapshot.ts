import { randomUUID } from 'node:crypto';
import { chmod, constants, copyFile, mkdir, open, rename, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ObjectHeader, readObjects } from '../git/read-objects.ts';
import type { CommitInfo } from '../git/read-commit.ts';
import type { GitContext } from '../git/run-git.ts';
import { inParallel } from '../in-parallel.ts';
import type { SubmoduleReport } from '../submodules/report-submodules.ts';
import type { SnapshotPart } from './collect-part.ts';
import { filesOf } from './entry.ts';
import { type LfsPointer, parseLfsPointer } from './lfs-pointer.ts';
import { removeTree } from './remove-tree.ts';
import { type Snapshot, SNAPSHOT_PARTS, type SnapshotEntry } from './snapshot.ts';

/** What is to be written. Everything in it has been checked. */
export interface SnapshotSource {
  readonly commit: string;
  readonly path: string;
  readonly commitInfo: CommitInfo;
  /** Folders of later ones lie in those of earlier ones. */
  readonly parts: readonly SnapshotPart[];
  readonly submodules: readonly SubmoduleReport[];
  /** Folder with the LFS objects of the parts, each in a file named by its id. */
  readonly lfsDirectory: string;
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
    const folders = foldersOf(source);
    await mkdir(treePath, { recursive: true });
    for (const folder of folders) {
      await mkdir(join(treePath, folder), { recursive: true });
    }
    const lfsPointers: LfsPointer[] = [];
    for (const part of source.parts) {
      lfsPointers.push(...(await writeFiles(part, source.lfsDirectory, treePath)));
    }
    // Last, so that nothing is ever written through one.
    for (const { prefix, linkTargets } of source.parts) {
      for (const [path, target] of linkTargets) {
        await symlink(target, join(treePath, prefix + path));
      }
    }
    const snapshot = describe(source, lfsPointers);
    await writeDurably(join(incoming, SNAPSHOT_PARTS.entries), JSON.stringify(entriesOf(source)));
    await writeDurably(join(incoming, SNAPSHOT_PARTS.manifest), JSON.stringify(snapshot, undefined, 2));
    for (const folder of ['', ...folders].reverse()) {
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

function foldersOf({ parts }: SnapshotSource): string[] {
  return parts.flatMap(({ prefix, tree }) => [
    ...(prefix === '' ? [] : [prefix.slice(0, -1)]),
    ...tree.folders.map((folder) => prefix + folder),
  ]);
}

/** Of a submodule that is followed there are its files, and no entry for itself. */
function entriesOf({ parts, submodules }: SnapshotSource): SnapshotEntry[] {
  const followed = new Set(submodules.filter((submodule) => submodule.followed).map(({ path }) => path));
  return parts.flatMap(({ prefix, tree }) =>
    tree.entries
      .map((entry) => ({ ...entry, path: prefix + entry.path }))
      .filter(({ kind, path }) => kind !== 'submodule' || !followed.has(path)),
  );
}

function describe(source: SnapshotSource, lfsPointers: readonly LfsPointer[]): Omit<Snapshot, 'snapshotPath'> {
  const { commit, path, commitInfo, parts, submodules } = source;
  const files = parts.flatMap(({ tree, blobs, lfsObjects }) =>
    filesOf(tree).map(({ id }) => lfsObjects.get(id)?.size ?? blobs.get(id)?.size ?? 0),
  );
  return {
    commit,
    path,
    commitInfo,
    files: files.length + parts.reduce((sum, { linkTargets }) => sum + linkTargets.size, 0),
    bytes: files.reduce((sum, size) => sum + size, 0),
    submodules,
    lfsPointers: lfsPointers.toSorted((a, b) => (a.path < b.path ? -1 : 1)),
    created: new Date().toISOString(),
  };
}

/** Writes the files of a part. @returns those that are kept with LFS */
async function writeFiles(part: SnapshotPart, lfsDirectory: string, treePath: string): Promise<LfsPointer[]> {
  const { context, prefix, tree, blobs, lfsObjects } = part;
  const pathsById = Map.groupBy(filesOf(tree), ({ id }) => id);
  const pointers: LfsPointer[] = [];
  for (const batch of batches([...pathsById.keys()].flatMap((id) => blobs.get(id) ?? []))) {
    context.signal.throwIfAborted();
    const objects = await readObjects(context, batch);
    const writes = objects.flatMap(({ id, content }) => (pathsById.get(id) ?? []).map((entry) => ({ entry, content })));
    await inParallel(writes, PARALLEL_WRITES, async ({ entry, content }) => {
      const path = prefix + entry.path;
      const mode = entry.kind === 'executable' ? 0o555 : 0o444;
      const followed = lfsObjects.get(entry.id);
      if (followed === undefined) {
        await writeDurably(join(treePath, path), content, mode);
      } else {
        await copyDurably(join(lfsDirectory, followed.oid), join(treePath, path), mode);
      }
      const pointer = followed ?? parseLfsPointer(content);
      if (pointer !== undefined) {
        pointers.push({ path, ...pointer, followed: followed !== undefined });
      }
    });
  }
  return pointers;
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

/** Writes a new file, and has it on disk before the snapshot gets its name: a power cut must not leave one with empty files. */
async function writeDurably(path: string, content: Buffer | string, mode = 0o444): Promise<void> {
  await writeFile(path, content, { flag: 'wx', mode, flush: true });
}

async function copyDurably(from: string, to: string, mode: number): Promise<void> {
  await copyFile(from, to, constants.COPYFILE_EXCL);
  await using file = await open(to, 'r');
  await file.chmod(mode);
  await file.sync();
}
