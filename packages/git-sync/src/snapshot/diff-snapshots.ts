import type { SnapshotEntry } from './snapshot.ts';

/** How a file differs between two snapshots. `modified` covers its mode and kind too. */
export type FileChangeStatus = 'added' | 'removed' | 'modified' | 'renamed';

/** One file that differs between two snapshots. */
export interface FileChange {
  readonly status: FileChangeStatus;
  readonly path: string;
  /** Of a renamed file: its path before. Only files whose content did not change count as renamed. */
  readonly previousPath?: string;
}

/** Compares two lists of entries. The changes are sorted by path. */
export function diffEntries(before: readonly SnapshotEntry[], after: readonly SnapshotEntry[]): FileChange[] {
  const old = new Map(before.map((entry) => [entry.path, entry]));
  const changes: FileChange[] = [];
  const added: SnapshotEntry[] = [];
  for (const entry of after) {
    const previous = old.get(entry.path);
    old.delete(entry.path);
    if (previous === undefined) {
      added.push(entry);
    } else if (previous.id !== entry.id || previous.kind !== entry.kind) {
      changes.push({ status: 'modified', path: entry.path });
    }
  }
  const removed = Map.groupBy(old.values(), contentKey);
  for (const entry of added) {
    const source = removed.get(contentKey(entry))?.shift();
    changes.push(
      source === undefined
        ? { status: 'added', path: entry.path }
        : { status: 'renamed', path: entry.path, previousPath: source.path },
    );
  }
  for (const { path } of [...removed.values()].flat()) {
    changes.push({ status: 'removed', path });
  }
  return changes.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function contentKey(entry: SnapshotEntry): string {
  return `${entry.kind} ${entry.id}`;
}
