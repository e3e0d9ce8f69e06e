import { watch, type FSWatcher } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface WatchFolderOptions {
  /** How often the folder is looked at without a hint that something changed, in milliseconds. @defaultValue 1000 */
  readonly intervalMs?: number;
  /** For how long nothing may change before a change counts as done, in milliseconds. @defaultValue 75 */
  readonly settleMs?: number;
  /** Called when something changes, before it is known when it will be done: time to get ready. */
  readonly onSign?: () => void;
  /** Called after something changed, once it has settled. Calls never overlap. */
  readonly onChange: () => Promise<void>;
}

const maxFiles = 10_000;
/** Beyond this many folders, no hints are asked for: the system has few places for those who want them. */
const maxWatchedFolders = 500;

/**
 * Watches the files of a folder, at any depth, without those of packages and hidden ones. Names, sizes and times decide;
 * events of the system only say when to look, for they are missing on network and container mounts.
 */
export function watchFolder(
  folder: string,
  { intervalMs = 1000, settleMs = 75, onSign, onChange }: WatchFolderOptions,
): AsyncDisposable {
  const stopping = new AbortController();
  const hints = new Hints();
  const watching = (async () => {
    let settled = await lookAt(folder, hints);
    while (!stopping.signal.aborted) {
      await hints.wait(intervalMs, stopping.signal);
      let now = await lookAt(folder, hints);
      if (now === settled) continue;
      onSign?.();
      // Editors write in several steps: wait until they are done.
      for (let last = ''; now !== last && !stopping.signal.aborted;) {
        last = now;
        await delay(settleMs, undefined, { signal: stopping.signal, ref: false }).catch(() => undefined);
        now = await lookAt(folder, hints);
      }
      if (stopping.signal.aborted) return;
      settled = now;
      await onChange();
    }
  })();
  return {
    [Symbol.asyncDispose]: async () => {
      stopping.abort();
      await watching;
      hints.close();
    },
  };
}

/** Events of the system on some folders: any of them ends a wait. */
class Hints {
  readonly #watchers = new Map<string, FSWatcher>();
  #wake: (() => void) | undefined;
  #isPending = false;

  /** Resolves at the next event, or one that came since the last wait; at the latest after `ms`. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#isPending && !signal.aborted) {
      const ending = new AbortController();
      const hinted = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      const options = { signal: AbortSignal.any([signal, ending.signal]), ref: false };
      await Promise.race([hinted, delay(ms, undefined, options).catch(() => undefined)]);
      ending.abort();
    }
    this.#isPending = false;
    this.#wake = undefined;
  }

  /** Watches these folders from now on, and no others. */
  watch(folders: readonly string[]): void {
    const wanted = new Set(folders.length > maxWatchedFolders ? [] : folders);
    for (const [folder, watcher] of this.#watchers) if (!wanted.has(folder)) this.#drop(folder, watcher);
    for (const folder of wanted) if (!this.#watchers.has(folder)) this.#add(folder);
  }

  close(): void {
    this.watch([]);
  }

  #add(folder: string): void {
    try {
      const watcher = watch(folder, { persistent: false }, () => {
        this.#isPending = true;
        this.#wake?.();
      });
      watcher.on('error', () => this.#drop(folder, watcher));
      this.#watchers.set(folder, watcher);
    } catch {
      // Gone meanwhile, or the system has no place left: it is looked at all the same.
    }
  }

  #drop(folder: string, watcher: FSWatcher): void {
    watcher.close();
    this.#watchers.delete(folder);
  }
}

/** What tells whether anything changed: names, sizes and times of all files. */
async function lookAt(root: string, hints: Hints): Promise<string> {
  const lines: string[] = [];
  const folders: string[] = [];
  const visit = async (folder: string): Promise<void> => {
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => undefined);
    if (!entries) return;
    folders.push(folder);
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
  hints.watch(folders);
  return lines.toSorted().join('\n');
}
