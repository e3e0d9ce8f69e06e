import { LimitExceededError } from '../errors.ts';
import type { SyncLimits } from '../limits.ts';
import type { SnapshotPart } from '../snapshot/collect-part.ts';
import { filesOf } from '../snapshot/entry.ts';

/** Counts what the parts of one snapshot take together: submodules and LFS must not be a way around the limits of a repository. */
export class SnapshotTotals {
  readonly #limits: SyncLimits;
  #entries = 0;
  #bytes = 0;
  #downloadBytes = 0;
  #submodules = 0;

  constructor(limits: SyncLimits) {
    this.#limits = limits;
  }

  /** @throws {@link LimitExceededError} */
  countSubmodule(depth: number): void {
    const { submodules, submoduleDepth } = this.#limits;
    this.#submodules += 1;
    assertWithin('submodules', this.#submodules, submodules);
    assertWithin('submoduleDepth', depth, submoduleDepth);
  }

  /** @throws {@link LimitExceededError} */
  add({ tree, blobs, lfsObjects }: SnapshotPart, downloadedBytes: number): void {
    const { entries, fileBytes, snapshotBytes, downloadBytes } = this.#limits;
    this.#entries += tree.entries.length + tree.folders.length;
    for (const { id, path } of filesOf(tree)) {
      const size = lfsObjects.get(id)?.size ?? blobs.get(id)?.size ?? 0;
      if (size > fileBytes) {
        throw new LimitExceededError(
          'fileBytes',
          `The file "${path}" has ${size} bytes in Git LFS, more than ${fileBytes}. Keep it elsewhere, or ask the operator to raise "fileBytes".`,
        );
      }
      this.#bytes += size;
    }
    const lfsBytes = [...lfsObjects.values()].reduce((sum, { size }) => sum + size, 0);
    this.#downloadBytes += Math.max(downloadedBytes, 0) + lfsBytes;
    assertWithin('entries', this.#entries, entries);
    assertWithin('snapshotBytes', this.#bytes, snapshotBytes);
    assertWithin('downloadBytes', this.#downloadBytes, downloadBytes);
  }
}

function assertWithin(limit: keyof SyncLimits, value: number, most: number): void {
  if (value > most) {
    throw new LimitExceededError(
      limit,
      `The repository passes the limit "${limit}" with what it takes from submodules and Git LFS: ${value}, and ${most} are allowed. Take less, or ask the operator to raise "${limit}".`,
    );
  }
}
