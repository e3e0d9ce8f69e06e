import type { LogEntry } from './utils/log-filter.ts';

/** Listeners are told at most this often: a run may log thousands of entries in a second. */
const noticeIntervalMs = 80;
/** The same while entries pour in: nobody reads along then. */
const floodIntervalMs = 400;
/** As many new entries between two notices are a flood. */
const floodSize = 500;

export interface Progress {
  readonly current: number;
  readonly total?: number;
  readonly message?: string;
}

/** What the stream of a run has brought so far. */
export interface TailSnapshot {
  /** In the order of emission. The array grows in place: compare snapshots, not arrays. */
  readonly entries: readonly LogEntry[];
  /** Sequence number of the last entry that is known; 0: there is none. */
  readonly lastSeq: number;
  readonly progress: Progress | undefined;
  readonly connection: 'connecting' | 'open' | 'lost' | 'ended';
}

/** Holds outside of React what comes of a log while one looks at it: entries come in batches. */
export class LogTail {
  #snapshot: TailSnapshot;
  readonly #entries: LogEntry[] = [];
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #progress: Progress | undefined;
  #connection: TailSnapshot['connection'] = 'connecting';
  /** How many entries the listeners know of. */
  #noticed = 0;
  #isFlooded = false;
  #lastSeq: number;

  /** @param after - sequence number of the last entry that is known already; 0: there is none */
  constructor(after: number) {
    this.#lastSeq = after;
    this.#snapshot = { entries: this.#entries, lastSeq: after, progress: undefined, connection: 'connecting' };
  }

  /** Sequence number of the last entry that is known. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Takes an entry, unless it came before: a stream that was begun again may repeat some. */
  add(entry: LogEntry): void {
    if (entry.seq <= this.#lastSeq) return;
    this.#lastSeq = entry.seq;
    this.#entries.push(entry);
    this.#schedule();
  }

  setProgress(progress: Progress): void {
    this.#progress = progress;
    this.#schedule();
  }

  setConnection(connection: TailSnapshot['connection']): void {
    this.#connection = connection;
    this.#schedule();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getSnapshot = (): TailSnapshot => this.#snapshot;

  /** The first entries are shown at once. */
  #schedule(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#noticed === 0 ? 0 : this.#isFlooded ? floodIntervalMs : noticeIntervalMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isFlooded = this.#noticed > 0 && this.#entries.length - this.#noticed > floodSize;
      this.#noticed = this.#entries.length;
      this.#snapshot = {
        entries: this.#entries,
        lastSeq: this.#lastSeq,
        progress: this.#progress,
        connection: this.#connection,
      };
      for (const listener of this.#listeners) listener();
    }, wait);
  }
}
