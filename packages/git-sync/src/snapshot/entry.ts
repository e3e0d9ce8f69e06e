/** What an entry of a snapshot is. */
export type EntryKind = 'file' | 'executable' | 'symlink' | 'submodule';

/** An entry of a tree that has been checked: safe to be written below a folder of our own. */
export interface TreeEntry {
  readonly kind: EntryKind;
  /** Relative to the root of the snapshot, separated by `/`. */
  readonly path: string;
  /** Object id; of a submodule, the commit that it is pinned to. */
  readonly id: string;
}

/** The entries of a tree. */
export interface CheckedTree {
  /** Files, links and submodules, in git's order. */
  readonly entries: readonly TreeEntry[];
  /** Folders, parents first. */
  readonly folders: readonly string[];
}

/** Files of a tree, without links and submodules. */
export function filesOf(tree: CheckedTree): TreeEntry[] {
  return tree.entries.filter(({ kind }) => kind === 'file' || kind === 'executable');
}
