import { fork, type ChildProcess } from 'node:child_process';
import type { DescribeOutcome, ModuleToDescribe } from '../../discovery/module-describer.ts';
import type { RunLimits } from '../../config/run-limits.ts';
import { inheritedExecArgv, smallYoungGeneration } from '../../exec-argv.ts';
import { describeLimit, type PassedLimit } from '../../runtime/limit-messages.ts';
import type { RunAssignment, SlotFailure, SlotOutcome } from '../slot-port.ts';
import { readCpuMs, readResidentBytes } from './process-usage.ts';
import type { SlotCommand, SlotReport, SlotSettings } from './slot-messages.ts';

/** How often a working slot is asked and looked at, in milliseconds. */
const watchIntervalMs = 100;
/** A slot whose limits inside did not end the job by then is stuck, in milliseconds behind the time limit. */
const stuckGraceMs = 500;
/** How long host code may work behind the time limit (the end of the transaction, `postRun`) while it answers pings. */
const finishGraceMs = 120_000;
/** How long a canceled run may take to stop by itself, in milliseconds. */
const cancelGraceMs = 2000;
const stderrTailCharacters = 4000;

export interface SlotProcessOptions {
  /** Module of the child process. */
  readonly entry: URL;
  readonly settings: SlotSettings;
  /** False: the process that started it may end before it. @defaultValue true */
  readonly keepsProcessAlive?: boolean | undefined;
  /** Called once, when the process has ended, however. */
  readonly onExit: (slot: SlotProcess) => void;
}

interface Task {
  readonly finish: (report: SlotReport) => void;
  /** Ends the task when the process ended instead. */
  readonly fail: (failure: SlotFailure) => void;
}

/**
 * One slot process, seen from outside: it is given one task at a time, watched while it works, and killed when it
 * passes a limit, gets stuck, or does not stop on request.
 *
 * States: opening → idle ⇄ working → ended. Only a process that ended a task by itself is idle again; one that was
 * killed is never used again.
 */
export class SlotProcess {
  readonly #child: ChildProcess;
  readonly #options: SlotProcessOptions;
  readonly #ready: Promise<void>;
  readonly #onUnusable: (error: Error) => void;
  #task: Task | undefined;
  #watch: NodeJS.Timeout | undefined;
  #cancelTimer: NodeJS.Timeout | undefined;
  #lastPongAt = 0;
  #residentBytes = 0;
  /** Processor time of the process when it last answered. */
  #cpuAtPongMs = 0;
  #overLimit: PassedLimit | undefined;
  #killReason: SlotFailure | 'canceled' | undefined;
  #isCanceled = false;
  #hasEnded = false;
  #stderr = '';
  #tasksDone = 0;

  constructor(options: SlotProcessOptions) {
    this.#options = options;
    this.#child = fork(options.entry, [], {
      execArgv: execArgvOfSlot(),
      env: {},
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      serialization: 'json',
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#ready = promise;
    promise.catch(() => undefined); // whoever gives it a task is told
    this.#child.on('message', (report: SlotReport) => {
      if (report.kind === 'ready') resolve();
      else if (report.kind === 'unusable') {
        reject(new Error(report.message));
        this.kill();
      } else this.#receive(report);
    });
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr = (this.#stderr + text).slice(-stderrTailCharacters);
    });
    // For a process that never came to be there is no exit. Otherwise this is about a message to one that has just ended.
    this.#child.on('error', (error) => {
      if (this.#child.pid === undefined) this.#end(error.message);
    });
    this.#child.once('exit', (code, signal) => this.#end(signal ?? `exit code ${code}`));
    this.#onUnusable = reject;
    if (options.keepsProcessAlive === false) letEnd(this.#child);
    this.#send({ kind: 'open', settings: options.settings });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it can be given another task. */
  get isUsable(): boolean {
    return !this.#hasEnded && this.#killReason === undefined && this.#child.connected;
  }

  get tasksDone(): number {
    return this.#tasksDone;
  }

  /** Last words of the process on its standard error, for the log. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Executes a run under its limits. Never rejects. */
  async execute(assignment: RunAssignment): Promise<SlotOutcome> {
    const report = await this.#run({ kind: 'execute', assignment }, assignment.limits);
    if (report.kind === 'executed') return report.outcome;
    return report.kind === 'killed' ? report : crashed('it answered something else');
  }

  /** Describes a module under limits. Never rejects. */
  async describe(module: ModuleToDescribe, limits: RunLimits): Promise<DescribeOutcome> {
    const report = await this.#run({ kind: 'describe', module }, limits);
    if (report.kind === 'described') return report.outcome;
    const { code, message } = report.kind === 'killed' ? report : crashed('it answered something else');
    return { ok: false, error: { name: 'JobwrightError', code, message } };
  }

  /** Asks the present run to stop, and kills the process if it does not. */
  cancel(reason: string): void {
    if (!this.#task || this.#isCanceled) return;
    this.#isCanceled = true;
    this.#send({ kind: 'cancel', reason });
    this.#cancelTimer = setTimeout(() => this.#kill('canceled'), cancelGraceMs);
  }

  /** Ends the process at once. A present task ends as canceled. */
  kill(): void {
    this.#kill('canceled');
  }

  async #run(
    command: SlotCommand,
    limits: RunLimits,
  ): Promise<SlotReport | SlotFailure | { readonly kind: 'executed'; readonly outcome: SlotOutcome }> {
    const { promise, resolve } = Promise.withResolvers<SlotReport | SlotFailure>();
    this.#task = { finish: resolve, fail: resolve };
    try {
      await this.#ready;
    } catch (error) {
      const isAskedFor = this.#isCanceled || this.#killReason === 'canceled';
      const failure = crashed(error instanceof Error ? error.message : String(error));
      return this.#leave(isAskedFor ? { kind: 'executed', outcome: { kind: 'canceled' } } : failure);
    }
    if (this.#isCanceled) return this.#leave({ kind: 'executed', outcome: { kind: 'canceled' } });
    this.#startWatching(limits);
    this.#send(command);
    const report = await promise;
    return this.#leave(report);
  }

  #leave<Report>(report: Report): Report {
    clearInterval(this.#watch);
    clearTimeout(this.#cancelTimer);
    this.#task = undefined;
    this.#overLimit = undefined;
    this.#isCanceled = false;
    this.#tasksDone += 1;
    return report;
  }

  #receive(report: SlotReport): void {
    if (report.kind === 'pong') {
      this.#lastPongAt = performance.now();
      this.#residentBytes = report.residentBytes;
      this.#cpuAtPongMs = readCpuMs(this.#child.pid ?? 0) ?? 0;
      return;
    }
    if (report.kind === 'overLimit') {
      this.#overLimit = report.passed;
      return;
    }
    this.#task?.finish(report);
  }

  #startWatching(limits: RunLimits): void {
    const startedAt = performance.now();
    const deadline = startedAt + limits.timeMs + stuckGraceMs;
    this.#lastPongAt = startedAt;
    this.#residentBytes = 0;
    this.#cpuAtPongMs = readCpuMs(this.#child.pid ?? 0) ?? 0;
    this.#watch = setInterval(() => {
      const now = performance.now();
      const residentBytes = readResidentBytes(this.#child.pid ?? 0) ?? this.#residentBytes;
      if (residentBytes > limits.memoryMb * 1024 * 1024) {
        this.#kill(limitFailure(describeLimit('memory', limits)));
      } else if (now > deadline + finishGraceMs) {
        this.#kill(limitFailure(describeLimit('time', limits)));
      } else if (now - this.#lastPongAt > stuckGraceMs) {
        const failure = this.#stuckFailure(limits, now > deadline);
        if (failure) this.#kill(failure);
        else this.#send({ kind: 'ping' });
      } else {
        this.#send({ kind: 'ping' });
      }
    }, watchIntervalMs);
  }

  /** What a process that does not answer has passed. Code of a job may compute for long: that alone is nothing wrong. */
  #stuckFailure(limits: RunLimits, isOverTime: boolean): SlotFailure | undefined {
    if (this.#overLimit) return limitFailure(this.#overLimit);
    if (isOverTime) return limitFailure(describeLimit('time', limits));
    const cpuMs = (readCpuMs(this.#child.pid ?? 0) ?? 0) - this.#cpuAtPongMs;
    return cpuMs > limits.cpuMs + stuckGraceMs ? limitFailure(describeLimit('cpu', limits)) : undefined;
  }

  #kill(reason: SlotFailure | 'canceled'): void {
    this.#killReason ??= reason;
    this.#child.kill('SIGKILL');
  }

  #end(how: string): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#onUnusable(new Error(`The slot process ended (${how}). ${this.#stderr.trim()}`));
    clearInterval(this.#watch);
    clearTimeout(this.#cancelTimer);
    const reason = this.#killReason ?? (this.#isCanceled ? 'canceled' : diedBySelf(how));
    if (reason === 'canceled') this.#task?.finish({ kind: 'executed', outcome: { kind: 'canceled' } });
    else this.#task?.fail(reason);
    this.#options.onExit(this);
  }

  #send(command: SlotCommand): void {
    if (this.#child.connected) this.#child.send(command, () => undefined);
  }
}

/** Neither the process nor its channels keep this one alive. */
function letEnd(child: ChildProcess): void {
  child.unref();
  child.channel?.unref();
  (child.stderr as { unref?: () => void } | null)?.unref?.();
}

/**
 * Node's own flags of this process (source conditions in development) and its permission model: a slot may read files
 * and load the isolate's addon; it may not write files, start processes or threads.
 */
function execArgvOfSlot(): string[] {
  return [
    ...inheritedExecArgv(),
    '--no-node-snapshot',
    smallYoungGeneration,
    '--permission',
    '--allow-addons',
    '--allow-fs-read=*',
    // Newer versions of Node ask for it; a slot talks to the database.
    ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
    '--disable-warning=SecurityWarning',
  ];
}

function limitFailure({ code, message }: PassedLimit): SlotFailure {
  return { kind: 'killed', code, message: `${message} Database changes have been reverted.` };
}

/** V8 aborts the whole process when an isolate's memory cannot be had even after its limit was lifted for a moment. */
function diedBySelf(how: string): SlotFailure {
  if (['SIGABRT', 'SIGTRAP', 'SIGILL', 'exit code 134'].includes(how)) {
    const message =
      'The run was stopped: it used up the memory of its isolate (limit "heapMb"), and its process ended. Database changes have been reverted.';
    return { kind: 'killed', code: 'JOBWRIGHT_LIMIT_HEAP', message };
  }
  return crashed(how);
}

function crashed(how: string): SlotFailure {
  const message = `The process that executed the run ended unexpectedly (${how}). Database changes have been reverted.`;
  return { kind: 'killed', code: 'JOBWRIGHT_SLOT_CRASHED', message };
}
