import type { Database } from '../../database/orm.ts';
import { DatabaseOperationError, RunNotOursError } from '../../errors.ts';
import { pluginNameOf } from '../../discovery/module-names.ts';
import type { LogWriter } from '../../modules/job-results/log-writer.ts';
import type { FinalRunStatus } from '../../modules/job-results/run-status.ts';
import { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import type { ForeignKeyGraph, HostModels } from '../../registry/index.ts';
import type { DataPolicy } from '../../runtime/host/data/data-policy.ts';
import { secretOperations } from '../../runtime/host/operations/secret-operations.ts';
import { settingsOperations } from '../../runtime/host/operations/settings-operations.ts';
import type { InvocationOutcome, PlainError } from '../../runtime/protocol.ts';
import type { OperationTable, Runtime, Session } from '../../runtime/runtime.ts';
import type { RunAssignment, SlotOutcome } from '../slot-port.ts';
import { type RunHold, type RunResult, writeChangeSummary, writeResult } from './finish-run.ts';
import { RunEffects } from './run-effects.ts';
import { RunLog } from './run-log.ts';
import {
  describeSent,
  describeWithheld,
  type Ending,
  limitEnding,
  notes,
  platformEnding,
  readEnding,
} from './run-messages.ts';
import { describeRun, type RunBundle, type RunRecord } from './run-record.ts';
import { RunUnits } from './run-units.ts';

/** What every run of a slot is executed with. */
export interface ExecutionTools {
  /** The slot's own connections: one for the run's transaction, one for its log. */
  readonly database: Database;
  readonly runtime: Runtime;
  /** Operations besides those on data: uploads, data files, sleep… */
  readonly operationsOf: (run: RunRecord) => OperationTable;
}

export interface ExecutionOptions extends ExecutionTools {
  readonly models: HostModels;
  readonly foreignKeys: ForeignKeyGraph;
  /** What the run may see and change. */
  readonly policy: DataPolicy;
  readonly run: RunRecord;
  readonly log: LogWriter;
  readonly assignment: RunAssignment;
}

/** What the methods of one invocation share. */
interface Invocation {
  readonly bundle: RunBundle;
  readonly signal: AbortSignal;
}

/** How the present unit of work ends. */
interface UnitFinish {
  /** With it the run has its final status. */
  readonly isLast: boolean;
  /** What ended `run`, when it is `postRun` that ends now. */
  readonly before?: Ending | undefined;
}

/**
 * One run: `run` and the tests are a unit of work, `postRun` is another. Everything that decides (commit, failed, errored)
 * is known to the host itself; of the isolate it believes that it returned or threw, and what.
 */
export class RunExecution {
  readonly #options: ExecutionOptions;
  readonly #hold: RunHold;
  readonly #redactor: SecretRedactor;
  readonly #log: RunLog;
  readonly #effects: RunEffects;
  readonly #units: RunUnits;
  #output: unknown = null;
  #ending: Ending | undefined;

  constructor(options: ExecutionOptions) {
    const { run, assignment, database } = options;
    this.#options = options;
    this.#hold = { id: run.id, workerNumber: assignment.workerNumber };
    const secrets = Object.values(assignment.secrets).filter((value) => value !== null);
    const redactor = new SecretRedactor([...secrets, ...textsOf(run.sensitiveInput)]);
    this.#redactor = redactor;
    this.#log = new RunLog({ writer: options.log, redactor, sourceMap: run.bundle?.sourceMap ?? '' });
    this.#effects = new RunEffects({ pool: database.pool, run, assignment, redactor });
    this.#units = new RunUnits({ ...options, maxObjects: assignment.limits.changedObjects, redactor });
  }

  async execute(signal: AbortSignal): Promise<SlotOutcome> {
    const { bundle } = this.#options.run;
    if (!bundle) {
      return this.#finishWithoutSession(
        platformEnding(
          'JOBWRIGHT_BUNDLE_MISSING',
          'The code of this run is not in the database any more. Submit the run again.',
        ),
      );
    }
    if (signal.aborted) return { kind: 'canceled' };
    const session = this.#openSession(bundle);
    this.#log.follow(session);
    const onAbort = (): void => session.stop('The run was canceled.');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.#run(session, { bundle, signal });
    } catch (error) {
      if (error instanceof RunNotOursError) return { kind: 'finished' };
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#effects[Symbol.dispose]();
      await this.#units.abandon().catch(() => undefined);
      session[Symbol.dispose]();
    }
  }

  async #run(session: Session, { bundle, signal }: Invocation): Promise<SlotOutcome> {
    const { run } = this.#options;
    const invoked = await session.invoke('main', {
      className: run.className,
      data: run.input,
      commit: run.commit,
      request: run.request,
      jobResult: describeRun(run, { status: 'running' }),
    });
    if (isStopped(invoked, signal)) return this.#canceled();
    const outcome = await this.#withConstraints(invoked);
    if (outcome.kind === 'returned') this.#output = this.#redactor.json(outputOf(outcome.value));
    this.#settle(outcome, bundle);
    // After a limit nothing more runs in the isolate.
    if (outcome.kind === 'limit' || !run.mayHavePostRun) {
      await this.#finish({ isLast: true });
      return { kind: 'finished' };
    }
    await this.#finish({ isLast: false });
    return this.#postRun(session, { bundle, signal });
  }

  async #postRun(session: Session, { bundle, signal }: Invocation): Promise<SlotOutcome> {
    const { run } = this.#options;
    this.#units.enter('postRun');
    this.#effects.enter('postRun');
    const status = this.#status();
    const error = this.#ending?.error;
    const invoked = await session.invoke('postRun', {
      failed: status !== 'completed',
      result: describeRun(run, { status, output: this.#output, ...(error === undefined ? {} : { error }) }),
    });
    if (isStopped(invoked, signal)) return this.#canceled();
    const outcome = await this.#withConstraints(invoked);
    const before = this.#ending;
    this.#ending = undefined;
    this.#settle(outcome, bundle);
    await this.#finish({ isLast: true, before });
    return { kind: 'finished' };
  }

  /** What the database would find at the commit ends a dry run too. */
  async #withConstraints(outcome: InvocationOutcome): Promise<InvocationOutcome> {
    if (outcome.kind !== 'returned') return outcome;
    try {
      await this.#units.checkConstraints();
      return outcome;
    } catch (error) {
      if (!(error instanceof DatabaseOperationError)) throw error;
      const { name, message, code, details } = error;
      return { kind: 'threw', error: { name, message, code, details } };
    }
  }

  /** Reads how an invocation ended, and reports it in the log. */
  #settle(outcome: InvocationOutcome, bundle: RunBundle): void {
    const limit = this.#units.limitError;
    const ending = limit ? limitEnding('changedObjects', limit.message) : readEnding(outcome, bundle.sourceMap);
    this.#ending = ending?.error ? { ...ending, error: redactError(ending.error, this.#redactor) } : ending;
    if (ending?.entry !== undefined) this.#log.note('failure', ending.entry);
  }

  /** Ends the present unit of work. */
  async #finish({ isLast, before }: UnitFinish): Promise<void> {
    const { run } = this.#options;
    const mayCommit = run.commit && !run.readOnly && this.#ending === undefined;
    // Requests that nobody awaits end with the run: after it, nothing of it may still leave.
    if (isLast) await this.#effects.close();
    this.#noteReversal();
    await this.#log.drain();
    await this.#effects.drain();
    try {
      await this.#units.finish({
        commit: mayCommit,
        record: (query, changes) =>
          isLast
            ? writeResult(query, this.#hold, { ...changes, ...this.#result(before) })
            : writeChangeSummary(query, this.#hold, changes),
      });
    } catch (error) {
      if (error instanceof RunNotOursError || !mayCommit) throw error;
      await this.#commitFailed(error, { isLast, before });
    }
  }

  /** A constraint that is checked at the end, or a connection that is gone: nothing of the unit of work is there. */
  async #commitFailed(error: unknown, { isLast, before }: UnitFinish): Promise<void> {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    this.#ending = platformEnding('JOBWRIGHT_COMMIT_FAILED', `The changes could not be committed: ${reason}`);
    this.#log.note('failure', this.#ending.entry ?? '');
    this.#log.note('info', notes.error);
    await this.#log.drain();
    this.#units.giveUp();
    if (isLast) await this.#recordApart(before);
  }

  /** Says in the log what became of the changes. Jobs that only read have none. */
  #noteReversal(): void {
    const { run } = this.#options;
    const { phase } = this.#units;
    if (run.readOnly) return;
    if (this.#ending) {
      if (this.#log.group === 'initialization') return;
      this.#log.note('info', this.#ending.status === 'failed' ? notes.aborted : notes.error);
      // What left cannot be rolled back: whoever reads that changes were reverted has to know.
      const { sentUnsafe } = this.#effects;
      if (sentUnsafe > 0) this.#log.note('warning', describeSent(sentUnsafe));
      if (phase === 'postRun' && this.#units.hasCommitted) this.#log.note('info', notes.stays);
    } else if (!run.commit && phase === 'run') {
      this.#log.note('info', notes.dryRun);
      const { withheld } = this.#effects;
      if (withheld > 0) this.#log.note('info', describeWithheld(withheld));
    }
  }

  async #finishWithoutSession(ending: Ending): Promise<SlotOutcome> {
    this.#ending = ending;
    this.#log.note('failure', ending.entry ?? '');
    await this.#log.drain();
    await this.#recordApart();
    return { kind: 'finished' };
  }

  async #recordApart(before?: Ending): Promise<void> {
    await this.#units.recordApart((query, changes) =>
      writeResult(query, this.#hold, { ...changes, ...this.#result(before) }),
    );
  }

  async #canceled(): Promise<SlotOutcome> {
    await this.#effects.close();
    await this.#units.abandon();
    await this.#log.drain().catch(() => undefined);
    await this.#effects.drain().catch(() => undefined);
    return { kind: 'canceled' };
  }

  #result(before: Ending | undefined): Pick<RunResult, 'status' | 'output' | 'error' | 'logSummary'> {
    // What ended `run` is the error of the run; one of `postRun` is its own only when `run` had none.
    const error = before?.error ?? this.#ending?.error;
    return { status: this.#status(before), output: this.#output, error, logSummary: this.#log.summary };
  }

  #status(before?: Ending): FinalRunStatus {
    const endings = [before?.status, this.#ending?.status];
    if (endings.includes('errored')) return 'errored';
    // An entry of the level failure marks the run, without stopping it.
    return endings.includes('failed') || this.#log.hasFailure ? 'failed' : 'completed';
  }

  #openSession(bundle: RunBundle): Session {
    const { runtime, run, assignment } = this.#options;
    return runtime.openSession({
      code: bundle.code,
      filename: `job:///${run.jobPath}`,
      limits: assignment.limits,
      operations: {
        ...this.#options.operationsOf(run),
        ...secretOperations(assignment.secrets),
        ...settingsOperations(assignment.pluginSettings ?? {}, pluginNameOf(run.jobPath)),
        ...this.#effects.operations,
        ...this.#units.operations,
      },
      onLog: (entry) => this.#log.writeEntry(entry),
      onProgress: (progress) => this.#log.writeProgress(progress),
    });
  }
}

function isStopped(outcome: InvocationOutcome, signal: AbortSignal): boolean {
  return signal.aborted && outcome.kind !== 'returned';
}

/** What `main` returned is JSON of the isolate's making: only what is read of it counts. */
function outputOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'output' in value ? value.output : null;
}

function redactError(error: PlainError, redactor: SecretRedactor): PlainError {
  const { message, stack, cause, errors, details } = error;
  return {
    ...error,
    message: redactor.message(message),
    ...(stack === undefined ? {} : { stack: redactor.message(stack) }),
    ...(details === undefined ? {} : { details: redactor.json(details) }),
    ...(cause === undefined ? {} : { cause: redactError(cause, redactor) }),
    ...(errors === undefined ? {} : { errors: errors.map((inner) => redactError(inner, redactor)) }),
  };
}

/** All texts and numbers in a value, as text. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((item) => textsOf(item)) : [];
}
