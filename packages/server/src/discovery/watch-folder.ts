import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface WatchFolderOptions {
  /** How often the folder is looked at, in milliseconds. @defaultValue 1000 */
  readonly intervalMs?: number;
  /** Called after something changed, when it has been the same for one interval. Calls never overlap. */
  readonly onChange: () => Promise<void>;
}

const maxFiles = 10_000;

/**
 * Watches the files of a folder, at any depth, without those of packages and hidden ones. It looks at names, sizes and
 * times rather than asking the system for events: those are missing on network and container mounts.
 */
export function watchFolder(folder: string, { intervalMs = 1000, onChange }: WatchFolderOptions): AsyncDisposable {
  const stopping = new AbortController();
  const watching = (async () => {
    let settled = await stampOf(folder);
    let last = settled;
    while (!stopping.signal.aborted) {
      await delay(intervalMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
      if (stopping.signal.aborted) return;
      const now = await stampOf(folder);
      // Editors write in several steps: wait until they are done.
      if (now === last && now !== settled) {
        settled = now;
        await onChange();
      }
      last = now;
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await watching;
    },
  };
}

async function stampOf(root: string): Promise<string> {
  const lines: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules' || lines.length >= maxFiles) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) {
        await visit(path);
        continue;
      }
      const info = await stat(path).catch(() => undefined);
      if (info !== undefined) lines.push(`${path}\0${info.size}\0${info.mtimeMs}`);
    }
  };
  await visit(root);
  return lines.toSorted().join('\n');
}
