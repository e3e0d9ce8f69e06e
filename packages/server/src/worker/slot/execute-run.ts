import type { JobAccessRule } from '../../config/job-access.ts';
import { LogWriter } from '../../modules/job-results/log-writer.ts';
import { HostModels, loadForeignKeys } from '../../registry/index.ts';
import { RunTransaction } from '../../runtime/host/data/run-transaction.ts';
import type { RunAssignment, SlotOutcome } from '../slot-port.ts';
import { type ExecutionTools, RunExecution } from './run-execution.ts';
import { RunPolicies } from './run-policy.ts';
import { loadRun } from './run-record.ts';

export interface RunExecutorOptions extends ExecutionTools {
  /** What jobs may touch. @defaultValue no rules */
  readonly jobAccess?: readonly JobAccessRule[] | undefined;
}

/** Executes runs, one at a time. */
export interface RunExecutor {
  /**
   * Executes a claimed run from its start to its final status, which is written in the transaction of its changes.
   * @param signal - canceled: the run is stopped, everything is rolled back, and no final status is written
   * @throws when the database fails; the worker then closes the run
   */
  execute(assignment: RunAssignment, signal: AbortSignal): Promise<SlotOutcome>;
}

/** Prepares to execute runs: reads the models and, once, the foreign keys. */
export async function createRunExecutor(options: RunExecutorOptions): Promise<RunExecutor> {
  const { orm, plugins } = options.database;
  const models = new HostModels(orm, plugins);
  const policies = new RunPolicies({ database: options.database, models, jobAccess: options.jobAccess ?? [] });
  const plain = new RunTransaction(orm);
  const foreignKeys = await loadForeignKeys((sql, parameters) => plain.query(sql, parameters));
  return {
    execute: async (assignment, signal) => {
      const run = await loadRun(options.database.pool, assignment);
      if (!run) return { kind: 'finished' };
      const policy = await policies.policyOf(run);
      const client = await options.database.pool.connect();
      try {
        const log = new LogWriter({ client, jobResultId: run.id });
        return await new RunExecution({ ...options, models, foreignKeys, policy, run, log, assignment }).execute(
          signal,
        );
      } finally {
        client.release();
      }
    },
  };
}
