import type { EgressSettings } from '../config/egress.ts';
import type { JobAccessRule } from '../config/job-access.ts';
import type { PluginSettings } from '../config/plugin-settings.ts';
import type { RunLimits } from '../config/run-limits.ts';
import type { ModuleDescriber } from '../discovery/module-describer.ts';
import type { RuntimeBundle } from '../runtime/bundle/runtime-bundle.ts';

/**
 * The seam between the worker (queue, database, what a run means) and the slots (processes, limits, signals).
 * The worker knows no process; the slots know no queue and write nothing but what a run's own slot writes.
 */

/** A run that the worker has claimed: its row says `running` under this worker. */
export interface RunAssignment {
  readonly jobResultId: string;
  /** Number of the worker's row: the slot's final update holds only while the run is still ours. */
  readonly workerNumber: number;
  /** The configured limits with the job's own times. The slot enforces them inside, the supervisor again from outside. */
  readonly limits: RunLimits;
  /** The secrets that the job may read, by name; null for one that cannot be decrypted. The key to them never comes here. */
  readonly secrets: Readonly<Record<string, string | null>>;
  /** Complete settings by name of plugin; a job sees those of its own. @defaultValue none */
  readonly pluginSettings?: PluginSettings;
  /** What jobs may reach by `fetch`. @defaultValue nothing */
  readonly egress?: EgressSettings;
}

/** Why a slot did not finish its run. The worker writes the run's final status from it. */
export interface SlotFailure {
  readonly kind: 'killed';
  /** Stable code of the error in the result, e.g. `JOBWRIGHT_LIMIT_TIME` or `JOBWRIGHT_SLOT_CRASHED`. */
  readonly code: string;
  /** One sentence for the run's log; names the limit if one was passed. */
  readonly message: string;
}

export type SlotOutcome =
  /** The slot has written the final status in the transaction of the run. */
  | { readonly kind: 'finished' }
  /** The slot ended on a cancellation (by itself or by force) and has written no final status. */
  | { readonly kind: 'canceled' }
  | SlotFailure;

/** Processes that execute runs, one at a time each. Disposing of it kills them all. */
export interface SlotSupervisor extends AsyncDisposable {
  /**
   * Executes a run in a free slot, waiting for one if need be. Never rejects on account of the job.
   * When it resolves, nothing of the run is executed any more.
   */
  execute(assignment: RunAssignment): Promise<SlotOutcome>;
  /** Asks the slot of the run to stop, and kills it if it does not within a moment. Unknown runs are ignored. */
  cancel(jobResultId: string, reason: string): void;
}

/** Name that a slot's connections carry in PostgreSQL, so that whoever cleans up after it can end them. */
export function slotApplicationName(workerNumber: number, slotPid: number): string {
  return `jobwright slot w${workerNumber} p${slotPid}`;
}

/** Pattern for SQL `like` of the names of all connections of a worker's slots. */
export function slotApplicationPattern(workerNumber: number): string {
  return `jobwright slot w${workerNumber} p%`;
}

/** What the slots need to know of the configuration. They read no configuration and no environment themselves. */
export interface SlotSupervisorOptions {
  /** Connection string: each slot opens the connections of its run itself. */
  readonly databaseUrl: string;
  /** Part of the name of these connections: see {@link slotApplicationName}. */
  readonly workerNumber: number;
  /** File URLs of the plugins' modules, each behind those that it depends on: slots load the entities from them. */
  readonly pluginUrls: readonly string[];
  /** Script that every isolate begins with, as a file. */
  readonly runtime: Pick<RuntimeBundle, 'file' | 'digest' | 'packages'>;
  /** Runs at the same time. */
  readonly slotCount: number;
  /** What jobs may touch. @defaultValue no rules: jobs from git act as the user, others as the platform */
  readonly jobAccess?: readonly JobAccessRule[];
  /** Heap of the isolates that are kept ready, in megabytes. */
  readonly heapMb: number;
  /** False: this process may end while slots wait for work; they end with it. @defaultValue true */
  readonly keepsProcessAlive?: boolean;
  readonly logger: {
    debug(details: object, message: string): void;
    warn(details: object, message: string): void;
    error(details: object, message: string): void;
  };
}

/** Starts the slots: `createSlotSupervisor` of `slot/slot-supervisor.ts`. */
export type CreateSlotSupervisor = (options: SlotSupervisorOptions) => Promise<SlotSupervisor>;

/**
 * Starts the process that describes job modules in isolates, as supervised as slots are: `createModuleDescriber` of
 * `slot/slot-supervisor.ts`. It starts nothing before the first module, and is used by one discovery at a time.
 */
export type CreateModuleDescriber = (
  options: Pick<SlotSupervisorOptions, 'runtime' | 'heapMb' | 'logger' | 'keepsProcessAlive'> & {
    /** How long the process stays without work, in milliseconds. @defaultValue 2 000 */
    readonly idleMs?: number;
  },
) => ModuleDescriber & AsyncDisposable;
