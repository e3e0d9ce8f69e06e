import { createStackMapper } from '../../compile/map-stack.ts';
import type { LogWriter } from '../../modules/job-results/log-writer.ts';
import type { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import type { LogEntryMessage, LogLevel, ProgressMessage } from '../../runtime/protocol.ts';
import type { Session } from '../../runtime/runtime.ts';

export interface RunLogOptions {
  readonly writer: LogWriter;
  /** Takes what must not be shown out of every text. */
  readonly redactor: SecretRedactor;
  /** Of the job's bundle, as JSON text; empty when there is none. */
  readonly sourceMap: string;
}

/** The log of one run: what the job writes, and what the platform adds. Nothing reaches it unredacted. */
export class RunLog {
  readonly #options: RunLogOptions;
  /** Turns stacks that the job itself logs into those that its author knows. */
  readonly #mapStacks: (text: string) => string;
  #session: Pick<Session, 'group'> | undefined;

  constructor(options: RunLogOptions) {
    this.#options = options;
    this.#mapStacks = createStackMapper(options.sourceMap);
  }

  /** Counts per group and level of everything written so far. */
  get summary(): LogWriter['summary'] {
    return this.#options.writer.summary;
  }

  /** Whether an entry of the level `failure` was written: the run counts as failed then. */
  get hasFailure(): boolean {
    return this.#options.writer.hasFailure;
  }

  /** The method of the job that runs, or ran last; `initialization` before there is one. */
  get group(): string {
    return this.#session?.group ?? 'initialization';
  }

  /** From now on the platform's entries stand with those of the method that the session runs. */
  follow(session: Pick<Session, 'group'>): void {
    this.#session = session;
  }

  /** An entry of the platform. */
  note(level: LogLevel, message: string): void {
    this.#write({ group: this.group, level, message });
  }

  /** An entry of the job. */
  writeEntry(entry: LogEntryMessage): void {
    this.#write({ ...entry, message: this.#mapStacks(entry.message) });
  }

  /** Progress as the job reports it. */
  writeProgress({ message, ...progress }: ProgressMessage): void {
    const { writer, redactor } = this.#options;
    writer.writeProgress(message === undefined ? progress : { ...progress, message: redactor.message(message) });
  }

  /**
   * Waits until everything written so far is stored.
   * @throws {@link LogStoreError} when something could not be
   */
  async drain(): Promise<void> {
    await this.#options.writer.drain();
  }

  #write({ message, object, ...entry }: LogEntryMessage): void {
    const { writer, redactor } = this.#options;
    writer.write({
      ...entry,
      message: redactor.message(message),
      ...(object === undefined ? {} : { object: { ...object, display: redactor.text(object.display) } }),
    });
  }
}
