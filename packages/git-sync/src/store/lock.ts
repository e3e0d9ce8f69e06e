import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { StoreFailedError } from '../errors.ts';

const SQLITE_BUSY = 5;
const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 100;

/**
 * Runs an action while no other holder of the same lock runs one, in this process or another on this machine.
 *
 * @remarks The lock is SQLite's lock on an empty file: the operating system holds it for the process and gives it back when the process
 * ends, in whatever way. Node has no file locks of its own. The file must stay: a lock on a file that was removed protects nothing.
 * @throws what `signal` is aborted with, when it is aborted before the lock is free.
 */
export async function withLock<T>(path: string, signal: AbortSignal, action: () => Promise<T>): Promise<T> {
  const database = openLockFile(path);
  try {
    for (let waitMs = FIRST_WAIT_MS; !tryLock(database); waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)) {
      await delay(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
    signal.throwIfAborted();
    return await action();
  } finally {
    database.close();
  }
}

function openLockFile(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw new StoreFailedError("The lock of the repository cannot be opened. Check the owner of the store's folder.", {
      cause: error,
    });
  }
}

function tryLock(database: DatabaseSync): boolean {
  try {
    database.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if ((error as { errcode?: unknown }).errcode === SQLITE_BUSY) {
      return false;
    }
    throw new StoreFailedError(
      'The lock of the repository cannot be taken. Does the file system of the store have locks?',
      { cause: error },
    );
  }
}
