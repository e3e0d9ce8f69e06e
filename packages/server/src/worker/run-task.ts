import type { Pool } from 'pg';
import type { EgressSettings } from '../config/egress.ts';
import type { PluginSettings } from '../config/plugin-settings.ts';
import type { RunLimits } from '../config/run-limits.ts';
import { closeRun } from '../modules/job-results/close-run.ts';
import { enqueueNextSingletonRun } from '../modules/job-results/submit-run.ts';
import type { SecretBox } from '../modules/secrets/secret-box.ts';
import { claimRun } from './claim-run.ts';
import type { SlotOutcome, SlotSupervisor } from './slot-port.ts';

const canceledBefore: SlotOutcome = { kind: 'canceled' };

const lostDatabase: SlotOutcome = {
  kind: 'killed',
  code: 'JOBWRIGHT_WORKER_LOST_DATABASE',
  message: 'The worker lost its connection to the database during the run. Database changes have been reverted.',
};

const endNotRecorded: SlotOutcome = {
  kind: 'killed',
  code: 'JOBWRIGHT_RUN_END_NOT_RECORDED',
  message: 'The run ended, but its result could not be written. Database changes have been reverted.',
};

export interface WorkerLogger {
  debug(details: object, message: string): void;
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** What happens to the runs that are in the slots. */
export interface RunTracker {
  readonly active: Set<string>;
  /** Runs that were stopped because the worker lost its proof of life, not because anybody canceled them. */
  readonly interrupted: Set<string>;
  /** Runs that somebody canceled while they were being taken: their slots know nothing of them yet. */
  readonly canceled: Set<string>;
}

/** What executing a run needs. */
export interface RunTaskOptions {
  readonly pool: Pool;
  /** Connections for what need not be on disk before it counts: taking a run and giving its entry back. */
  readonly queuePool: Pool;
  readonly slots: SlotSupervisor;
  readonly limits: RunLimits;
  /** Opens the secrets that a run may read. */
  readonly secretBox: SecretBox;
  /** Complete settings by name of plugin. @defaultValue none */
  readonly pluginSettings?: PluginSettings;
  /** What jobs may reach by `fetch`. @defaultValue nothing */
  readonly egress?: EgressSettings;
  readonly logger: WorkerLogger;
}

/**
 * Task of the queue: claims the run, has it executed in a slot, and writes its end if the slot could not.
 * A run that is not pending any more is left alone, however often the queue delivers it.
 */
export async function executeRun(
  options: RunTaskOptions,
  runs: RunTracker,
  run: { readonly number: number; readonly jobResultId: string },
): Promise<void> {
  const { pool, queuePool, slots, logger } = options;
  const { jobResultId } = run;
  // Before the claim: a cancellation that comes right after it finds the run here.
  runs.active.add(jobResultId);
  let singletonJobId: string | undefined;
  try {
    const claimed = await claimRun(queuePool, jobResultId, {
      number: run.number,
      limits: options.limits,
      secretBox: options.secretBox,
    });
    if (!claimed) return;
    singletonJobId = claimed.singletonJobId;
    // A cancellation from here on reaches the slots themselves.
    const { pluginSettings = {}, egress = { rules: [] } } = options;
    const ended = runs.canceled.has(jobResultId)
      ? canceledBefore
      : await slots.execute({ ...claimed.assignment, pluginSettings, egress });
    const outcome = ended.kind === 'canceled' && runs.interrupted.has(jobResultId) ? lostDatabase : ended;
    await recordOutcome(pool, outcome, { ...run, userName: () => readCanceler(pool, jobResultId) });
    logger.debug({ run: jobResultId, outcome: outcome.kind }, 'A run ended.');
  } finally {
    runs.active.delete(jobResultId);
    runs.interrupted.delete(jobResultId);
    runs.canceled.delete(jobResultId);
    if (singletonJobId !== undefined) await enqueueNextSingletonRun(pool, singletonJobId);
  }
}

/** Closes runs that are ours by their row and that no slot executes: their end could not be written. */
export async function closeForgottenRuns(
  options: Pick<RunTaskOptions, 'pool' | 'logger'>,
  number: number,
  active: ReadonlySet<string>,
): Promise<void> {
  try {
    const { rows } = await options.pool.query<{ id: string }>(
      `select id from extras_job_result where status = 'running' and worker_id = $1`,
      [number],
    );
    for (const { id } of rows) {
      if (active.has(id)) continue;
      await recordOutcome(options.pool, endNotRecorded, { number, jobResultId: id, userName: async () => 'system' });
    }
  } catch (error) {
    options.logger.error({ err: error }, 'Runs that nobody executes could not be looked for.');
  }
}

/** Writes the final status of a run whose slot could not. */
async function recordOutcome(
  pool: Pool,
  outcome: SlotOutcome,
  run: { readonly number: number; readonly jobResultId: string; userName(): Promise<string> },
): Promise<void> {
  const from = { status: 'running', workerNumber: run.number } as const;
  const { jobResultId } = run;
  switch (outcome.kind) {
    case 'finished':
      return;
    case 'canceled':
      await closeRun(pool, {
        jobResultId,
        status: 'canceled',
        code: 'JOBWRIGHT_RUN_CANCELED',
        message: `Canceled by ${await run.userName()}. Database changes have been reverted.`,
        from,
      });
      return;
    case 'killed':
      await closeRun(pool, { jobResultId, status: 'errored', code: outcome.code, message: outcome.message, from });
      return;
  }
}

async function readCanceler(pool: Pool, jobResultId: string): Promise<string> {
  const { rows } = await pool.query<{ name: string | null }>(
    'select cancel_requested_by_name as name from extras_job_result where id = $1',
    [jobResultId],
  );
  return rows[0]?.name ?? 'system';
}
