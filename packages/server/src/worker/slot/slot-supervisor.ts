import { moduleFile } from '../../module-file.ts';
import { defaultLimits, type RunLimits } from '../../config/run-limits.ts';
import type {
  CreateModuleDescriber,
  RunAssignment,
  SlotOutcome,
  SlotSupervisor,
  SlotSupervisorOptions,
} from '../slot-port.ts';
import type { ModuleDescriber } from '../../discovery/module-describer.ts';
import { SlotProcess } from './slot-process.ts';

/**
 * A process is replaced after this many tasks, however well it behaved. Its memory stops growing long before, and a start
 * costs as much as fifty runs without work.
 */
const tasksPerProcess = 2000;
/** Idle processes beyond the spare one are ended after this long, in milliseconds. */
const idleTimeoutMs = 60_000;
/** Pause before a process is started in place of one that could not even open, in milliseconds. */
const restartPauseMs = 1000;

/** Modules come in one go, then none for a long time: the process is not kept for them, in milliseconds. */
const describerIdleMs = 2000;

/** Limits for looking at a module: it has no business to take long. */
const describeLimits: RunLimits = {
  ...defaultLimits,
  timeMs: 10_000,
  softTimeMs: 10_000,
  cpuMs: 10_000,
  memoryMb: 600,
};

const slotEntry = moduleFile('./slot-main', import.meta.url);

export interface SlotPoolOptions extends SlotSupervisorOptions {
  /** Module of the child processes. @defaultValue `slot-main` beside this file */
  readonly entry?: URL;
}

/** Starts the slots: one process at once, as a spare, and others when there are runs for them. */
export async function createSlotSupervisor(options: SlotPoolOptions): Promise<SlotSupervisor> {
  return new SlotPool(options);
}

/** A process of its own for descriptions: started with the first module, ended when there are no more for a while. */
export const createModuleDescriber: CreateModuleDescriber = ({
  runtime,
  heapMb,
  keepsProcessAlive,
  idleMs = describerIdleMs,
}) => {
  let current: SlotProcess | undefined;
  let isClosed = false;
  let idleTimer: NodeJS.Timeout | undefined;
  let queue: Promise<unknown> = Promise.resolve();
  const start = (): SlotProcess =>
    new SlotProcess({
      entry: slotEntry,
      settings: { pluginUrls: [], runtime, heapMb },
      keepsProcessAlive,
      onExit: () => undefined,
    });
  const ready = (): SlotProcess => {
    clearTimeout(idleTimer);
    return current?.isUsable === true ? current : (current = start());
  };
  const rest = (): void => {
    idleTimer = setTimeout(() => current?.kill(), idleMs).unref();
  };
  let describing = 0;
  const describe: ModuleDescriber['describe'] = async (module) => {
    if (isClosed) throw new Error('The module describer was closed.');
    describing += 1;
    try {
      return await ready().describe(module, describeLimits);
    } finally {
      describing -= 1;
      rest();
    }
  };
  return {
    describe: async (module) => {
      const turn = queue.then(() => describe(module));
      queue = turn.catch(() => undefined);
      return await turn;
    },
    warm: () => {
      if (isClosed || describing > 0) return;
      ready();
      rest();
    },
    [Symbol.asyncDispose]: async () => {
      isClosed = true;
      clearTimeout(idleTimer);
      current?.kill();
    },
  };
};

/**
 * The processes of a worker's slots. As many runs as the worker gives are executed at the same time; there is always
 * one more process than runs, so that a run never waits for a start.
 */
class SlotPool implements SlotSupervisor {
  readonly #options: SlotPoolOptions;
  readonly #idle: { readonly process: SlotProcess; readonly since: number }[] = [];
  readonly #busy = new Map<string, SlotProcess>();
  readonly #all = new Set<SlotProcess>();
  readonly #shrinking: NodeJS.Timeout;
  #isDisposed = false;
  #onEmpty: (() => void) | undefined;

  constructor(options: SlotPoolOptions) {
    this.#options = options;
    this.#keepSpare();
    this.#shrinking = setInterval(() => this.#shrink(), idleTimeoutMs / 4).unref();
  }

  async execute(assignment: RunAssignment): Promise<SlotOutcome> {
    const process = this.#take();
    this.#busy.set(assignment.jobResultId, process);
    this.#keepSpare();
    try {
      return await process.execute(assignment);
    } finally {
      this.#busy.delete(assignment.jobResultId);
      this.#giveBack(process);
    }
  }

  cancel(jobResultId: string, reason: string): void {
    this.#busy.get(jobResultId)?.cancel(reason);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    clearInterval(this.#shrinking);
    if (this.#all.size === 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#onEmpty = () => resolve(undefined);
    for (const process of this.#all) process.kill();
    await promise;
  }

  /** The process that has been idle longest: one that was used just now still makes its next isolate. */
  #take(): SlotProcess {
    for (let idle = this.#idle.shift(); idle; idle = this.#idle.shift()) {
      if (idle.process.isUsable) return idle.process;
    }
    return this.#start();
  }

  #giveBack(process: SlotProcess): void {
    if (!process.isUsable) return;
    if (this.#isDisposed || process.tasksDone >= tasksPerProcess || this.#idle.length >= this.#options.slotCount) {
      process.kill();
      this.#keepSpare();
      return;
    }
    this.#idle.push({ process, since: performance.now() });
  }

  #start(): SlotProcess {
    const { databaseUrl, workerNumber, pluginUrls, runtime, heapMb, jobAccess = [] } = this.#options;
    const process = new SlotProcess({
      entry: this.#options.entry ?? slotEntry,
      settings: { pluginUrls, runtime, heapMb, jobAccess, database: { url: databaseUrl, workerNumber } },
      keepsProcessAlive: this.#options.keepsProcessAlive,
      onExit: (ended) => this.#forget(ended),
    });
    this.#all.add(process);
    return process;
  }

  #keepSpare(): void {
    if (this.#isDisposed || this.#idle.length > 0 || this.#busy.size >= this.#options.slotCount) return;
    this.#idle.push({ process: this.#start(), since: performance.now() });
  }

  #forget(process: SlotProcess): void {
    this.#all.delete(process);
    const position = this.#idle.findIndex((idle) => idle.process === process);
    if (position >= 0) {
      this.#idle.splice(position, 1);
      // It ended without a task: something is wrong with all of them. Say so, and do not start them as fast as they end.
      if (!this.#isDisposed) this.#options.logger.error({ stderr: process.stderr }, 'An idle slot process ended.');
      setTimeout(() => this.#keepSpare(), restartPauseMs).unref();
    } else {
      this.#keepSpare();
    }
    if (this.#all.size === 0) this.#onEmpty?.();
  }

  /** Ends processes that have had nothing to do for a while, but the spare one. */
  #shrink(): void {
    const longAgo = performance.now() - idleTimeoutMs;
    while (this.#idle.length > 1 && (this.#idle[0]?.since ?? Infinity) < longAgo) this.#idle.shift()?.process.kill();
  }
}
