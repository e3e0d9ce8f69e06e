import { hasUnprintable } from '../display-text.ts';
import { UnsafeEntryError } from '../errors.ts';
import type { CheckedTree } from './entry.ts';

const MAX_TARGET_BYTES = 1024;
/** The operating system gives up after 40 as well. */
const MAX_HOPS = 40;

/**
 * Checks that each symbolic link of a tree ends inside the tree. Links are followed one name at a time, as the operating system does it:
 * `a/../b` is not `b` when `a` is a link itself.
 *
 * @param targets - what each link contains, by its path.
 * @throws {@link UnsafeEntryError}
 */
export function checkSymlinks(tree: CheckedTree, targets: ReadonlyMap<string, string>): void {
  const submodules = new Set(tree.entries.filter(({ kind }) => kind === 'submodule').map(({ path }) => path));
  for (const [path, target] of targets) {
    checkTarget(path, target);
    follow(path, targets, submodules);
  }
}

function checkTarget(path: string, target: string): void {
  if (
    target === '' ||
    Buffer.byteLength(target) > MAX_TARGET_BYTES ||
    hasUnprintable(target) ||
    target.includes('\\')
  ) {
    throw new UnsafeEntryError(
      path,
      'a symbolic link whose target is empty, too long, or has characters that no path should',
    );
  }
  if (target.startsWith('/') || /^[a-z]:/i.test(target)) {
    throw new UnsafeEntryError(path, 'a symbolic link to an absolute path');
  }
}

function follow(path: string, targets: ReadonlyMap<string, string>, submodules: ReadonlySet<string>): void {
  const position: string[] = [];
  const ahead = path.split('/').reverse();
  let hops = 0;
  for (let name = ahead.pop(); name !== undefined; name = ahead.pop()) {
    if (name === '' || name === '.') {
      continue;
    }
    if (name === '..') {
      if (position.pop() === undefined) {
        throw new UnsafeEntryError(path, 'a symbolic link that leaves the repository or the synced path');
      }
      continue;
    }
    position.push(name);
    const here = position.join('/');
    if (submodules.has(here)) {
      throw new UnsafeEntryError(path, 'a symbolic link into a submodule');
    }
    const target = targets.get(here);
    if (target !== undefined) {
      hops += 1;
      if (hops > MAX_HOPS) {
        throw new UnsafeEntryError(path, 'a symbolic link that leads in a circle');
      }
      position.pop();
      ahead.push(...target.split('/').reverse());
    }
  }
}
