import type { RunLimits } from '../config/run-limits.ts';

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
