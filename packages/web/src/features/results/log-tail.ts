import type { Schemas } from '../../lib/api.ts';

export type LogEntry = Schemas['LogEntry'];

/** Listeners are told at most this often: a run may log thousands of entries in a second. */
const noticeIntervalMs = 80;
/** The same while entries pour in, as those of a long log do when it is opened: nobody reads along then. */
const floodIntervalMs = 400;
/** As many new entries between two notices are a flood. */
const floodSize = 500;

export interface Progress {
  readonly current: number;
  readonly total?: number;
  readonly message?: string;
}

/** What the stream of a run has brought so far. */
export interface LogSnapshot {
  /** In the order of emission. The array grows in place: compare snapshots, not arrays. */
  readonly entries: readonly LogEntry[];
  readonly progress: Progress | undefined;
  readonly connection: 'connecting' | 'open' | 'lost' | 'ended';
}

/**
 * Holds the log of a run outside of React: a hundred thousand entries come in batches, and only what is in sight is
 * rendered.
 */
export class LogStore {
  #snapshot: LogSnapshot = { entries: [], progress: undefined, connection: 'connecting' };
  readonly #entries: LogEntry[] = [];
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #progress: Progress | undefined;
  #connection: LogSnapshot['connection'] = 'connecting';
  /** How many entries the listeners know of. */
  #noticed = 0;
  #isFlooded = false;

  /** Sequence number of the last entry; 0: none has come. */
  get lastSeq(): number {
    return this.#entries.at(-1)?.seq ?? 0;
  }

  /** Takes an entry, unless it came before: a stream that was begun again may repeat some. */
  add(entry: LogEntry): void {
    if (entry.seq <= this.lastSeq) return;
    this.#entries.push(entry);
    this.#schedule();
  }

  setProgress(progress: Progress): void {
    this.#progress = progress;
    this.#schedule();
  }

  setConnection(connection: LogSnapshot['connection']): void {
    this.#connection = connection;
    this.#schedule();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): LogSnapshot => this.#snapshot;

  /** The first entries are shown at once. */
  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#noticed === 0 ? 0 : this.#isFlooded ? floodIntervalMs : noticeIntervalMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isFlooded = this.#noticed > 0 && this.#entries.length - this.#noticed > floodSize;
      this.#noticed = this.#entries.length;
      this.#snapshot = { entries: this.#entries, progress: this.#progress, connection: this.#connection };
      for (const listener of this.#listeners) listener();
    }, wait);
  }
}
