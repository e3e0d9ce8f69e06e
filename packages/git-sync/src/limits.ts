const MEBIBYTE = 1024 * 1024;

/** What one sync may cost. Past a limit it ends with {@link LimitExceededError} or {@link TimeoutError}, and nothing of it stays. */
export interface SyncLimits {
  /** Time for the whole sync in milliseconds, waiting for another sync of the same repository included. Default: 120,000. */
  readonly timeoutMs: number;
  /** A transfer over HTTP slower than 1,000 bytes a second for so many milliseconds ends; also the time to connect. Default: 20,000. */
  readonly idleTimeoutMs: number;
  /** Bytes of packed objects that one sync may receive. Default: 256 MiB. */
  readonly downloadBytes: number;
  /** Bytes of all files of a snapshot together. Default: 128 MiB. */
  readonly snapshotBytes: number;
  /** Bytes of one file. Default: 16 MiB. */
  readonly fileBytes: number;
  /** Entries of a snapshot: files, symbolic links, folders and submodules together. Default: 10,000. */
  readonly entries: number;
  /** Bytes of one path, counted from the root of the snapshot. A name between two slashes has at most 255. Default: 1,024. */
  readonly pathBytes: number;
  /** Folders above a file. Default: 64. */
  readonly pathDepth: number;
  /** Submodules that are followed, those of submodules included. Their files, bytes and downloads count as the repository's own. Default: 32. */
  readonly submodules: number;
  /** Submodules within submodules that are followed: 1 follows those of the repository itself. Default: 3. */
  readonly submoduleDepth: number;
}

/** The limits that hold where none is given. */
export const defaultSyncLimits: SyncLimits = {
  timeoutMs: 120_000,
  idleTimeoutMs: 20_000,
  downloadBytes: 256 * MEBIBYTE,
  snapshotBytes: 128 * MEBIBYTE,
  fileBytes: 16 * MEBIBYTE,
  entries: 10_000,
  pathBytes: 1024,
  pathDepth: 64,
  submodules: 32,
  submoduleDepth: 3,
};

/**
 * Fills in the defaults.
 *
 * @throws RangeError when a limit is not a positive whole number: a limit that is off by a typing error would be no limit.
 */
export function resolveLimits(limits: Partial<SyncLimits> = {}): SyncLimits {
  const resolved = { ...defaultSyncLimits, ...limits };
  for (const [name, value] of Object.entries(resolved)) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`The limit "${name}" must be a positive whole number, and is ${String(value)}.`);
    }
  }
  return resolved;
}
