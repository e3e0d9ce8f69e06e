import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DataFolderInUseError } from '../../errors.ts';

const SQLITE_BUSY = 5;

/**
 * Takes the data folder for this process until it is released or the process ends, however it ends.
 *
 * Node has no file locks. SQLite, which is inside Node, has them on every platform: an open exclusive transaction is
 * a lock of the operating system, which goes with the process. Nothing is ever written to that file.
 * @throws {@link DataFolderInUseError} when a living process has it
 */
export function lockDataFolder(dataDir: string): Disposable {
  const pidFile = join(dataDir, 'server.pid');
  const database = new DatabaseSync(join(dataDir, 'server.lock'));
  try {
    database.exec('pragma busy_timeout = 0; begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) {
      throw new DataFolderInUseError(dataDir, readPid(pidFile));
    }
    throw error;
  }
  writeFileSync(pidFile, `${process.pid}\n`);
  return {
    [Symbol.dispose]: () => {
      database.close();
    },
  };
}

function readPid(file: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}
