import { describeLimit, type LimitValues, type NamedLimit, type PassedLimit } from '../../limit-messages.ts';
import type { InvocationOutcome } from '../../protocol.ts';
import type { Session, SessionOptions } from '../../runtime.ts';
import { readReturned, readThrown } from './invocations.ts';
import { type OperationErrorListener, type OperationReply, OperationRunner } from './operation-runner.ts';
import { readLogEntry, readName, RunBudget } from './run-budget.ts';
import type { IsolatePort, SandboxIsolate } from './sandbox-isolate.ts';
import { readUnhandled } from './unhandled.ts';

export interface IsolateSessionOptions extends SessionOptions {
  readonly isolate: SandboxIsolate;
  readonly onOperationError: OperationErrorListener;
  /** A limit was passed by code that may go on running for now. */
  onLimit(passed: PassedLimit): void;
  /** The isolate is gone; nothing runs any more. */
  onDisposed(): void;
}

interface QueuedCall {
  readonly id: number;
  readonly operation: string;
  readonly json: string;
}

type Entry = 'describe' | 'main' | 'postRun';
type LimitOutcome = Extract<InvocationOutcome, { kind: 'limit' }>;

const taken = 0;
const overLimit = 1;
const softTime = 2;
const doneTooLong = 2;
/** Operations that may wait for their answer at the same time. */
const maxPendingCalls = 100_000;
const maxOperationNameLength = 100;
/** Longest that answers are given one after another before the event loop gets its turn, in milliseconds. */
const maxTurnMs = 10;
/** Timers with a longer delay fire at once. It is 24 days. */
const maxTimerMs = 2_147_483_647;
/** Wall time that an entry may take beyond the processor time that is left, in milliseconds. */
const cpuGraceMs = 50;

/**
 * One isolate at work.
 *
 * The isolate runs only inside of {@link IsolateSession.#enter}, on this thread. What it sends while it runs is queued;
 * after each entry the queue is worked off, and answers go back in one further entry. So nothing of the host runs on the
 * stack of a job, and a job that asks for much waits for itself.
 *
 * A session ends once: by a limit, by {@link IsolateSession.stop} or by disposal. Then every invocation, pending or to come,
 * has that outcome.
 */
export class IsolateSession implements Session {
  readonly #options: IsolateSessionOptions;
  readonly #isolate: SandboxIsolate;
  readonly #budget: RunBudget;
  readonly #runner: OperationRunner;
  readonly #startedAtMs = performance.now();
  readonly #cpuAtStartMs: number;
  readonly #limitTimers: readonly NodeJS.Timeout[];
  readonly #invocations = new Map<number, (outcome: InvocationOutcome) => void>();
  /** Reports of the isolate that ended an invocation, not yet handed on. */
  #done: { readonly id: number; readonly outcome: InvocationOutcome }[] = [];
  #calls: QueuedCall[] = [];
  #replies: (number | boolean | string)[] = [];
  #pendingCalls = 0;
  #wakeTimer: NodeJS.Timeout | undefined;
  #group = 'initialization';
  #lastId = 0;
  #isInside = false;
  #isTurnScheduled = false;
  #isLoaded = false;
  #softLimit: 'ahead' | 'due' | 'told' = 'ahead';
  /** Passed while the isolate was running: takes effect when it comes back. */
  #passed: LimitOutcome | undefined;
  #end: LimitOutcome | undefined;
  #isDisposed = false;

  constructor(options: IsolateSessionOptions) {
    const { limits, isolate } = options;
    this.#options = options;
    this.#isolate = isolate;
    this.#budget = new RunBudget(limits);
    this.#runner = new OperationRunner(options.operations, options.onOperationError);
    this.#cpuAtStartMs = isolate.cpuMs;
    isolate.connect(this.#createPort());
    this.#limitTimers = [
      setTimeout(() => this.#reachSoftLimit(), Math.min(limits.softTimeMs, maxTimerMs)),
      setTimeout(() => this.#finish(this.#limitOutcome('time')), Math.min(limits.timeMs, maxTimerMs)),
    ];
  }

  /** The method that runs, or ran last; `initialization` before. */
  get group(): string {
    return this.#group;
  }

  /** Processor time used by the job so far, in milliseconds. */
  get cpuMs(): number {
    return Math.max(0, this.#isolate.cpuMs - this.#cpuAtStartMs);
  }

  invoke(entry: Entry, args: unknown): Promise<InvocationOutcome> {
    if (this.#end !== undefined) return Promise.resolve(this.#end);
    const id = ++this.#lastId;
    const { outputBytes, softTimeMs } = this.#options.limits;
    const json = JSON.stringify({ args, maxLength: outputBytes, softTimeMs });
    const { promise, resolve } = Promise.withResolvers<InvocationOutcome>();
    this.#invocations.set(id, resolve);
    // Not before the caller has the promise: what happens inside may end it.
    queueMicrotask(() => {
      this.#load();
      if (this.#invocations.has(id)) this.#enter((timeoutMs) => this.#isolate.invoke({ id, entry, json }, timeoutMs));
    });
    return promise;
  }

  #load(): void {
    if (this.#isLoaded) return;
    this.#enter((timeoutMs) => this.#isolate.load(this.#options, timeoutMs));
    this.#isLoaded = true;
  }

  stop(reason: string): void {
    this.#finish({ kind: 'limit', limit: 'stopped', message: reason });
  }

  [Symbol.dispose](): void {
    this.stop('The session is closed.');
  }

  #createPort(): IsolatePort {
    return {
      call: (id, operation, json) => this.#takeCall(id, operation, json),
      group: (name) => {
        this.#group = readName(name);
      },
      log: (level, message, object) => this.#takeLogEntry(level, [message, ...object]),
      progress: (current, total, message) => this.#takeProgress(current, total, message),
      done: (id, kind, json) => this.#takeDone(id, kind, json),
      timer: (delayMs) => this.#setTimer(Number(delayMs)),
    };
  }

  // What the isolate sends. These run on its stack: they queue, and no more.

  #takeCall(id: unknown, operation: unknown, json: unknown): number | string {
    if (typeof id !== 'number' || typeof operation !== 'string' || typeof json !== 'string') return 'Not a call.';
    if (operation.length > maxOperationNameLength || !this.#runner.has(operation)) return 'There is no such operation.';
    if (this.#isSoftLimitDue()) return softTime;
    const limit = this.#budget.takeCall() ?? this.#budget.takeBridgeBytes(json.length);
    if (limit !== undefined) return this.#pass(limit);
    if (this.#pendingCalls >= maxPendingCalls) {
      return `At most ${maxPendingCalls} operations can be asked for at the same time. Await some of them first.`;
    }
    this.#pendingCalls += 1;
    this.#calls.push({ id, operation, json });
    return taken;
  }

  #takeLogEntry(level: unknown, parts: readonly unknown[]): number {
    if (this.#passed !== undefined || this.#end !== undefined) return overLimit;
    if (this.#isSoftLimitDue()) return softTime;
    const entry = readLogEntry(this.#group, level, parts);
    if (entry === undefined) return taken;
    const limit = this.#budget.takeLogEntry(entry.message.length);
    if (limit !== undefined) return this.#pass(limit);
    this.#options.onLog(entry);
    return taken;
  }

  #takeProgress(current: unknown, total: unknown, message: unknown): number {
    if (this.#isSoftLimitDue()) return softTime;
    if (typeof current !== 'number' || !Number.isFinite(current)) return taken;
    this.#options.onProgress({
      current,
      ...(typeof total === 'number' && Number.isFinite(total) ? { total } : {}),
      ...(message === undefined ? {} : { message: readName(message) }),
    });
    return taken;
  }

  #takeDone(id: unknown, kind: unknown, json: unknown): void {
    if (typeof id !== 'number' || typeof json !== 'string') return;
    if (kind === doneTooLong || json.length > this.#options.limits.outputBytes * 2 + 1_000_000) {
      this.#done.push({ id, outcome: this.#limitOutcome('output') });
    } else {
      const outcome = kind === 0 ? readReturned(json) : readThrown(json);
      this.#done.push({ id, outcome: isAllocationFailure(outcome) ? this.#limitOutcome('heap') : outcome });
    }
  }

  #setTimer(delayMs: number): void {
    clearTimeout(this.#wakeTimer);
    this.#wakeTimer = undefined;
    if (!(delayMs >= 0) || this.#end !== undefined) return;
    this.#wakeTimer = setTimeout(
      () => {
        this.#wakeTimer = undefined;
        this.#enter((timeoutMs) => this.#isolate.wake(timeoutMs));
      },
      Math.min(Math.ceil(delayMs), maxTimerMs),
    );
  }

  // Entering, and what follows from it.

  #enter(action: (timeoutMs: number) => void): void {
    if (this.#end !== undefined) return;
    this.#isInside = true;
    try {
      action(this.#entryTimeoutMs());
    } catch (error) {
      this.#passed ??= this.#limitOf(error);
      if (this.#passed === undefined) this.#failInvocations(error);
    } finally {
      this.#isInside = false;
    }
    if (this.#passed === undefined && this.cpuMs > this.#options.limits.cpuMs) this.#passed = this.#limitOutcome('cpu');
    if (this.#passed === undefined && this.#isolate.isDisposed) this.#passed = this.#limitOutcome('heap');
    if (this.#passed === undefined) this.#work();
    else this.#finish(this.#passed);
  }

  /** Works off what the isolate sent in the entry that has just ended. */
  #work(): void {
    this.#reportDone();
    for (const call of this.#calls.splice(0)) {
      const reply = this.#runner.run(call.operation, call.json);
      if (reply instanceof Promise) void reply.then((later) => this.#answer(call.id, later));
      else this.#answer(call.id, reply);
    }
    if (this.#isStalled()) this.#finish(this.#stalledOutcome());
  }

  /** Answers of one turn of the event loop go in together. */
  #answer(id: number, reply: OperationReply): void {
    if (this.#end !== undefined) return;
    this.#pendingCalls -= 1;
    const limit = this.#budget.takeBridgeBytes(reply.json.length);
    if (limit !== undefined) return this.#finish(this.#limitOutcome(limit));
    this.#replies.push(id, reply.ok, reply.json);
    if (this.#isTurnScheduled) return;
    this.#isTurnScheduled = true;
    setImmediate(() => this.#giveAnswers());
  }

  #giveAnswers(): void {
    const turnEndMs = performance.now() + maxTurnMs;
    // Answers to operations that answer at once lead to the next call: it need not wait for another turn.
    while (this.#replies.length > 0 && performance.now() < turnEndMs) {
      const batch = this.#replies.splice(0);
      this.#enter((timeoutMs) => this.#isolate.settle(batch, timeoutMs));
    }
    this.#isTurnScheduled = this.#replies.length > 0;
    if (this.#isTurnScheduled) setImmediate(() => this.#giveAnswers());
  }

  #reportDone(): void {
    for (const { id, outcome } of this.#done.splice(0)) {
      this.#invocations.get(id)?.(outcome);
      this.#invocations.delete(id);
    }
  }

  /** Nothing is left that could go on: the job awaits what nobody will resolve. */
  #isStalled(): boolean {
    const isWaiting = this.#invocations.size > 0 && this.#isLoaded;
    return isWaiting && this.#pendingCalls === 0 && this.#replies.length === 0 && this.#wakeTimer === undefined;
  }

  #failInvocations(error: unknown): void {
    this.#reportDone();
    const outcome = readUnhandled(error);
    for (const resolve of this.#invocations.values()) resolve(outcome);
    this.#invocations.clear();
  }

  // Limits and the end.

  #entryTimeoutMs(): number {
    const { timeMs, cpuMs } = this.#options.limits;
    const timeLeftMs = timeMs - (performance.now() - this.#startedAtMs);
    const cpuLeftMs = cpuMs - this.cpuMs + cpuGraceMs;
    return Math.max(1, Math.ceil(Math.min(timeLeftMs, cpuLeftMs, maxTimerMs)));
  }

  #limitOf(error: unknown): LimitOutcome | undefined {
    // isolated-vm has no classes or codes for these.
    const message = error instanceof Error ? error.message : '';
    if (this.#isolate.isDisposed || message.includes('memory limit')) return this.#limitOutcome('heap');
    if (!message.startsWith('Script execution timed out')) return undefined;
    const isOverTime = performance.now() - this.#startedAtMs >= this.#options.limits.timeMs;
    return this.#limitOutcome(isOverTime ? 'time' : 'cpu');
  }

  /** A limit was passed by what the isolate sends. It runs on until it comes back; others are told meanwhile. */
  #pass(limit: NamedLimit): number {
    if (this.#passed === undefined) {
      const passed = describeLimit(limit, this.#limitValues());
      this.#passed = { kind: 'limit', limit, message: passed.message };
      this.#options.onLimit(passed);
    }
    return overLimit;
  }

  #isSoftLimitDue(): boolean {
    if (this.#softLimit === 'told') return false;
    if (this.#softLimit === 'ahead' && performance.now() - this.#startedAtMs < this.#options.limits.softTimeMs)
      return false;
    this.#softLimit = 'told';
    return true;
  }

  #reachSoftLimit(): void {
    if (this.#softLimit !== 'ahead') return;
    this.#softLimit = 'told';
    if (this.#invocations.size > 0) this.#enter((timeoutMs) => this.#isolate.softLimit(timeoutMs));
  }

  #limitOutcome(limit: NamedLimit): LimitOutcome {
    return { kind: 'limit', limit, message: describeLimit(limit, this.#limitValues()).message };
  }

  #stalledOutcome(): LimitOutcome {
    return {
      kind: 'limit',
      limit: 'time',
      message:
        'The job waits for a promise that nothing is left to resolve: no query and no timer is pending. ' +
        `It was ended now instead of at the time limit "time" of ${this.#options.limits.timeMs} ms.`,
    };
  }

  #limitValues(): LimitValues {
    return this.#options.limits;
  }

  #finish(outcome: LimitOutcome): void {
    if (this.#isInside) {
      this.#passed ??= outcome;
      return;
    }
    if (this.#end === undefined) {
      this.#end = outcome;
      this.#done = [];
      for (const resolve of this.#invocations.values()) resolve(outcome);
      this.#invocations.clear();
      for (const timer of [...this.#limitTimers, this.#wakeTimer]) clearTimeout(timer);
      this.#calls = [];
      this.#replies = [];
    }
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.#isolate[Symbol.dispose]();
    this.#options.onDisposed();
  }
}

/** What the engine throws when the heap limit leaves no room for a buffer. A job can catch it; one that does not ran into the limit. */
function isAllocationFailure(outcome: InvocationOutcome): boolean {
  if (outcome.kind !== 'threw') return false;
  const { name, message } = outcome.error;
  return name === 'RangeError' && message === 'Array buffer allocation failed';
}
