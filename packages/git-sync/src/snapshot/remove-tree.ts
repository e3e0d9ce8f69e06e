import { chmod, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Removes a folder whose folders are read-only. Links in it are removed, not followed. Does nothing if there is none. */
export async function removeTree(directory: string): Promise<void> {
  await makeWritable(directory);
  await rm(directory, { recursive: true, force: true });
}

async function makeWritable(directory: string): Promise<void> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) {
    return;
  }
  await chmod(directory, 0o755);
  for (const entry of entries) {
    if (entry.isDirectory()) {
      await makeWritable(join(directory, entry.name));
    }
  }
}
