import { unwatchFile, watchFile, type StatsListener } from 'node:fs';

/** How often a file is looked at, in milliseconds. */
const intervalMs = 500;
/** Of more files, those beyond are not watched. */
const maxFiles = 1000;

/** Watches single files and folders, which need not exist, for a change of content or entries. */
export class InputWatch implements Disposable {
  readonly #watched = new Set<string>();
  readonly #listener: StatsListener;

  constructor(onChange: () => void) {
    this.#listener = (now, before) => {
      // It is called for mere reading, too.
      if (now.mtimeMs !== before.mtimeMs || now.size !== before.size) onChange();
    };
  }

  /** Watches these from now on, and no others. */
  watch(paths: Iterable<string>): void {
    const wanted = new Set([...paths].slice(0, maxFiles));
    for (const path of this.#watched) if (!wanted.has(path)) this.#drop(path);
    for (const path of wanted) {
      if (this.#watched.has(path)) continue;
      this.#watched.add(path);
      watchFile(path, { interval: intervalMs, persistent: false }, this.#listener);
    }
  }

  [Symbol.dispose](): void {
    for (const path of this.#watched) this.#drop(path);
  }

  #drop(path: string): void {
    unwatchFile(path, this.#listener);
    this.#watched.delete(path);
  }
}
