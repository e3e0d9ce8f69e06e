import { setImmediate as nextTurn } from 'node:timers/promises';
import { hasUnprintable, toDisplayText } from '../display-text.ts';
import { LimitExceededError, UnsafeEntryError } from '../errors.ts';
import type { RawTreeEntry } from '../git/read-tree.ts';
import type { SyncLimits } from '../limits.ts';
import { isObjectId } from '../object-id.ts';
import type { CheckedTree, EntryKind, TreeEntry } from './entry.ts';

const KINDS: Readonly<Record<string, EntryKind | 'folder'>> = {
  '040000': 'folder',
  '100644': 'file',
  '100664': 'file', // written by very old versions of git
  '100755': 'executable',
  '120000': 'symlink',
  '160000': 'submodule',
};
const MAX_NAME_BYTES = 255;
/** How many entries are checked before others get their turn on the event loop. */
const CHUNK = 1_000;
// What Windows and macOS take for ".git": https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreprotectNTFS
const GIT_FOLDER = /^(?:\.git|git~\d+)[ .]*(?::.*)?$/i;
/** Files that git itself reads. As links they would have it read others. */
const GIT_FILES = /^\.git(?:modules|attributes|ignore)$/i;
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Checks each entry of a tree that comes to lie below `prefix`, and that no two of them would be one on a disk that folds letters.
 *
 * @throws {@link UnsafeEntryError} at the first entry that must not be written.
 * @throws {@link LimitExceededError} when a path is too long or too deep.
 */
export async function checkTree(
  raw: readonly RawTreeEntry[],
  { limits, prefix }: { readonly limits: SyncLimits; readonly prefix: string },
): Promise<CheckedTree> {
  const entries: TreeEntry[] = [];
  const folders: string[] = [];
  const seen = new Map<string, string>();
  for (const [index, entry] of raw.entries()) {
    if (index % CHUNK === CHUNK - 1) {
      await nextTurn();
    }
    const path = decodePath(entry.path);
    checkPath(prefix + path, limits);
    const twin = seen.get(fold(path));
    if (twin !== undefined) {
      throw new UnsafeEntryError(
        path,
        twin === path ? 'twice' : `which is the same name as "${twin}" where case or accents do not count`,
      );
    }
    seen.set(fold(path), path);
    const kind = kindOf(entry, path);
    if (kind === 'folder') {
      folders.push(path);
    } else {
      entries.push({ kind, path, id: entry.id });
    }
  }
  return { entries, folders };
}

function kindOf(entry: RawTreeEntry, path: string): EntryKind | 'folder' {
  const kind = KINDS[entry.mode];
  const type = kind === 'folder' ? 'tree' : kind === 'submodule' ? 'commit' : 'blob';
  if (kind === undefined || entry.type !== type || !isObjectId(entry.id)) {
    throw new UnsafeEntryError(path, `whose mode ${toDisplayText(entry.mode, 12)} is none that git writes`);
  }
  if (kind === 'symlink' && GIT_FILES.test(lastName(path))) {
    throw new UnsafeEntryError(path, 'which is a symbolic link and must be a file');
  }
  return kind;
}

function decodePath(bytes: Buffer): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw new UnsafeEntryError(toDisplayText(bytes.toString('utf8')), 'whose name is not UTF-8');
  }
}

function checkPath(path: string, limits: SyncLimits): void {
  const shown = toDisplayText(path);
  if (Buffer.byteLength(path) > limits.pathBytes) {
    throw new LimitExceededError(
      'pathBytes',
      `The path "${shown}" has more than ${limits.pathBytes} bytes. Shorten it, or ask the operator to raise "pathBytes".`,
    );
  }
  const names = path.split('/');
  if (names.length - 1 > limits.pathDepth) {
    throw new LimitExceededError(
      'pathDepth',
      `"${shown}" lies deeper than ${limits.pathDepth} folders. Move it, or ask the operator to raise "pathDepth".`,
    );
  }
  for (const name of names) {
    const reason = whatIsWrong(name);
    if (reason !== undefined) {
      throw new UnsafeEntryError(shown, reason);
    }
  }
}

function whatIsWrong(name: string): string | undefined {
  if (name === '') {
    return 'which has an empty name in its path';
  }
  if (name === '.' || name === '..') {
    return `which has "${name}" in its path`;
  }
  if (GIT_FOLDER.test(name)) {
    return 'which git would take for a repository of its own';
  }
  if (hasUnprintable(name)) {
    return 'whose name has control or hidden characters';
  }
  if (name.includes('\\')) {
    return 'whose name has a backslash, which is a separator on Windows';
  }
  if (Buffer.byteLength(name) > MAX_NAME_BYTES) {
    return `whose name is longer than ${MAX_NAME_BYTES} bytes`;
  }
  return undefined;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function fold(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}
