import type { ClientBase } from 'pg';
import { channels } from '../../database/notifications.ts';
import { LogStoreError } from '../../errors/run.ts';
import type { LogEntryMessage, ProgressMessage } from '../../runtime/protocol.ts';
import type { LogSummary } from './job-result.entity.ts';
import { createLogSummary } from './log-summary.ts';

/** Entries of one statement. Measured: beyond some thousands nothing is gained, and the memory of a statement grows. */
const batchSize = 4000;
/** How long an entry waits for others, in milliseconds. */
const batchDelayMs = 50;
/** PostgreSQL's text cannot hold this character. */
const nul = /\0/g;

// Neither waits for the disk: a crash of the machine that loses them loses the run's own end as well.
const insertEntries = `
with inserted as (
  insert into extras_log_entry
    (job_result_id, seq, time, grouping, level, message, object_model, object_id, object_display)
  select $1, * from unnest(
    $2::int[], $3::timestamptz[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[])
)
select pg_notify('${channels.run}', $1::text), set_config('synchronous_commit', 'off', true)`;

const updateProgress = `
with updated as (update extras_job_result set progress = $2 where id = $1 and status = 'running')
select pg_notify('${channels.run}', $1::text), set_config('synchronous_commit', 'off', true)`;

export interface LogWriterOptions {
  /** A connection apart from the run's transaction, used by nobody else. */
  readonly client: ClientBase;
  readonly jobResultId: string;
  /** Sequence number of the last entry that is stored already. @defaultValue 0 */
  readonly lastSeq?: number;
}

interface StampedEntry extends LogEntryMessage {
  readonly seq: number;
  readonly time: string;
}

/**
 * Stores the log of one run while it goes on, in batches, in the order in which it was written, and tells the watchers.
 * Writing never waits. Whoever writes a great deal should await {@link LogWriter.drain} now and then.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #summary = createLogSummary();
  #lastSeq: number;
  /** Batches that are not being stored yet; the last one is still filling up. */
  #waiting: StampedEntry[][] = [];
  #progress: ProgressMessage | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** The end of all statements that have begun. Never rejects: a failure is kept. */
  #storing: Promise<void> | undefined;
  #failure: LogStoreError | undefined;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#lastSeq = options.lastSeq ?? 0;
  }

  /** Counts per group and level of everything written so far. */
  get summary(): LogSummary {
    return this.#summary.toJSON();
  }

  /** Whether an entry of the level `failure` was written: the run counts as failed then. */
  get hasFailure(): boolean {
    return this.#summary.hasFailure;
  }

  /** Entries that are not stored yet. */
  get backlog(): number {
    return this.#waiting.reduce((sum, batch) => sum + batch.length, 0);
  }

  /** Takes an entry, numbers it and stamps it with the present time. */
  write(entry: LogEntryMessage): void {
    this.#lastSeq += 1;
    this.#summary.add(entry);
    let batch = this.#waiting.at(-1);
    if (!batch || batch.length >= batchSize) this.#waiting.push((batch = []));
    batch.push({ ...entry, seq: this.#lastSeq, time: new Date().toISOString() });
    if (batch.length >= batchSize) this.#start();
    else this.#schedule();
  }

  /** Takes the present progress; only the newest of a batch is stored. */
  writeProgress(progress: ProgressMessage): void {
    this.#progress = progress;
    this.#schedule();
  }

  /**
   * Waits until everything written so far is stored. Await it before the run's own transaction touches the row of the
   * job result: progress is stored in that row.
   * @throws {@link LogStoreError} when something could not be stored; every later call throws it again
   */
  async drain(): Promise<void> {
    while (this.#waiting.length > 0 || this.#progress || this.#storing) {
      this.#start();
      await this.#storing;
    }
    clearTimeout(this.#timer);
    if (this.#failure) throw this.#failure;
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.#start(), batchDelayMs);
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#storing ??= this.#storeAll().finally(() => {
      this.#storing = undefined;
    });
  }

  async #storeAll(): Promise<void> {
    while (this.#waiting.length > 0 || this.#progress) {
      const batch = this.#waiting.shift() ?? [];
      const progress = this.#progress;
      this.#progress = undefined;
      if (this.#failure) continue; // what comes behind a gap is dropped: the run is about to be told
      try {
        if (batch.length > 0) await this.#insert(batch);
        if (progress) await this.#updateProgress(progress);
      } catch (error) {
        this.#failure = new LogStoreError('The log of the run could not be stored.', { cause: error });
      }
    }
  }

  async #insert(batch: readonly StampedEntry[]): Promise<void> {
    await this.#options.client.query({
      name: 'insert_log_entries',
      text: insertEntries,
      values: [
        this.#options.jobResultId,
        batch.map((entry) => entry.seq),
        batch.map((entry) => entry.time),
        batch.map((entry) => cut(entry.group, 200)),
        batch.map((entry) => entry.level),
        batch.map((entry) => entry.message.replace(nul, '\u{FFFD}')),
        batch.map((entry) => entry.object?.model ?? null),
        batch.map((entry) => (entry.object ? cut(entry.object.id, 100) : null)),
        batch.map((entry) => (entry.object ? cut(entry.object.display, 500) : null)),
      ],
    });
  }

  async #updateProgress(progress: ProgressMessage): Promise<void> {
    const { client, jobResultId } = this.#options;
    const json = JSON.stringify(progress).replaceAll('\\u0000', '\\ufffd');
    await client.query({ name: 'update_run_progress', text: updateProgress, values: [jobResultId, json] });
  }
}

function cut(text: string, length: number): string {
  return text.slice(0, length).replace(nul, '\u{FFFD}');
}
