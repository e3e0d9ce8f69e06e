import type { NamedLimit } from '../../limit-messages.ts';
import type { LogEntryMessage, LogLevel } from '../../protocol.ts';
import type { SessionLimits } from '../../runtime.ts';

/** The levels in the order of the numbers that the isolate sends. */
const levels: readonly LogLevel[] = ['default', 'debug', 'success', 'info', 'warning', 'failure'];
/** The isolate cuts messages shorter than this; what is longer does not come from it. */
const maxMessageLength = 200_000;
const maxNameLength = 1000;

/** Counts what a run has used of its budgets, and says when one is used up. */
export class RunBudget {
  readonly #limits: SessionLimits;
  #logEntries = 0;
  #logBytes = 0;
  #bridgeCalls = 0;
  #bridgeBytes = 0;

  constructor(limits: SessionLimits) {
    this.#limits = limits;
  }

  /** @returns the limit that the entry would pass */
  takeLogEntry(length: number): NamedLimit | undefined {
    this.#logEntries += 1;
    this.#logBytes += length;
    if (this.#logEntries > this.#limits.logEntries) return 'logEntries';
    return this.#logBytes > this.#limits.logBytes ? 'logBytes' : undefined;
  }

  takeCall(): NamedLimit | undefined {
    this.#bridgeCalls += 1;
    return this.#bridgeCalls > this.#limits.bridgeCalls ? 'bridgeCalls' : undefined;
  }

  takeBridgeBytes(length: number): NamedLimit | undefined {
    this.#bridgeBytes += length;
    return this.#bridgeBytes > this.#limits.bridgeBytes ? 'bridgeBytes' : undefined;
  }
}

/** A log entry of what the isolate sent; undefined when it is none. */
export function readLogEntry(
  group: string,
  level: unknown,
  [message, model, id, display]: readonly unknown[],
): LogEntryMessage | undefined {
  const levelName = levels[Number(level)];
  if (levelName === undefined || typeof message !== 'string' || message.length > maxMessageLength) return undefined;
  const entry = { group, level: levelName, message };
  if (model === undefined) return entry;
  return { ...entry, object: { model: readName(model), id: readName(id), display: readName(display) } };
}

export function readName(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, maxNameLength) : '';
}
