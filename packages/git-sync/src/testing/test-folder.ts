import { mkdtemp, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../snapshot/remove-tree.ts';

/** A folder for one test: `await using folder = await createTestFolder()`. */
export interface TestFolder extends AsyncDisposable {
  readonly path: string;
  remove(): Promise<void>;
}

/** Makes an empty folder below the system's folder for temporary files. Removing it copes with read-only snapshots. */
export async function createTestFolder(): Promise<TestFolder> {
  const path = await mkdtemp(join(await realpath(tmpdir()), 'jobwright-git-'));
  const remove = async (): Promise<void> => removeTree(path);
  return { path, remove, [Symbol.asyncDispose]: remove };
}
