import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SnapshotNotFoundError } from '../errors.ts';
import type { CommitInfo } from '../git/read-commit.ts';
import type { EntryKind } from './entry.ts';
import type { LfsPointer } from './lfs-pointer.ts';
import type { SubmoduleReport } from '../submodules/report-submodules.ts';

/** A commit on disk: a folder that is written once, never changed, and removed as a whole. */
export interface Snapshot {
  /** Whole commit id. */
  readonly commit: string;
  /** The path within the repository that the snapshot was taken of; empty for the whole of it. */
  readonly path: string;
  /** Folder with the files. Folders have the mode 0555, files 0444 or 0555. */
  readonly snapshotPath: string;
  readonly commitInfo: CommitInfo;
  /** Files and symbolic links. */
  readonly files: number;
  /** Bytes of all files. */
  readonly bytes: number;
  readonly submodules: readonly SubmoduleReport[];
  readonly lfsPointers: readonly LfsPointer[];
  /** When it was written, ISO 8601. */
  readonly created: string;
}

/** An entry as `entries.json` has it: written with the snapshot, read to compare two of them. */
export interface SnapshotEntry {
  readonly path: string;
  readonly kind: EntryKind;
  readonly id: string;
}

/** Names of the parts of a snapshot's folder. */
export const SNAPSHOT_PARTS = { manifest: 'snapshot.json', entries: 'entries.json', tree: 'tree' } as const;

/** Reads the snapshot in a folder; `undefined` if there is none. */
export async function readSnapshot(directory: string): Promise<Snapshot | undefined> {
  const snapshotPath = join(directory, SNAPSHOT_PARTS.tree);
  const manifest = await readJsonFile<Omit<Snapshot, 'snapshotPath'>>(join(directory, SNAPSHOT_PARTS.manifest));
  return manifest === undefined || !(await isDirectory(snapshotPath)) ? undefined : { ...manifest, snapshotPath };
}

/**
 * Reads the list of entries of a snapshot.
 *
 * @throws {@link SnapshotNotFoundError}
 */
export async function readSnapshotEntries(directory: string): Promise<SnapshotEntry[]> {
  const entries = await readJsonFile<SnapshotEntry[]>(join(directory, SNAPSHOT_PARTS.entries));
  if (entries === undefined) {
    throw new SnapshotNotFoundError('The snapshot has been removed. Sync again to get it back.');
  }
  return entries;
}

/** Reads a file that this package has written; `undefined` if it is not there, or damaged: then it is written again. */
export async function readJsonFile<T>(path: string): Promise<T | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

async function isDirectory(path: string): Promise<boolean> {
  return lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
