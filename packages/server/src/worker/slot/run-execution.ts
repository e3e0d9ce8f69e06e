import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { egressRuleOf } from '../../config/egress.ts';
import { DatabaseOperationError, RunNotOursError } from '../../errors.ts';
import { createStackMapper } from '../../compile/map-stack.ts';
import { pluginNameOf } from '../../discovery/module-names.ts';
import type { LogWriter } from '../../modules/job-results/log-writer.ts';
import type { FinalRunStatus } from '../../modules/job-results/run-status.ts';
import type { ForeignKeyGraph, HostModels } from '../../registry/index.ts';
import { type ChangeList, digestOf } from '../../runtime/host/data/changes/change.ts';
import { createRedaction, type Redact } from '../../runtime/host/data/changes/redaction.ts';
import { EgressPolicy } from '../../runtime/host/http/egress-policy.ts';
import { HttpCalls } from '../../runtime/host/http/http-calls.ts';
import { secretOperations } from '../../runtime/host/operations/secret-operations.ts';
import { settingsOperations } from '../../runtime/host/operations/settings-operations.ts';
import { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import type { DataPolicy } from '../../runtime/host/data/data-policy.ts';
import { RunTransaction } from '../../runtime/host/data/run-transaction.ts';
import { HostUnitOfWork } from '../../runtime/host/data/unit-of-work.ts';
import type { InvocationOutcome, LogEntryMessage, LogLevel, PlainError } from '../../runtime/protocol.ts';
import type { Operation, Session } from '../../runtime/runtime.ts';
import type { RunAssignment, SlotOutcome } from '../slot-port.ts';
import { EffectWriter } from './effect-writer.ts';
import type { RunExecutorOptions } from './execute-run.ts';
import { type RunHold, writeChangeSummary, writeResult } from './finish-run.ts';
import { storeAuditRecords, storeChanges, type RunPhase } from './record-changes.ts';
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

export interface ExecutionOptions extends RunExecutorOptions {
  readonly models: HostModels;
  readonly foreignKeys: ForeignKeyGraph;
  /** What the run may see and change. */
  readonly policy: DataPolicy;
  readonly run: RunRecord;
  readonly log: LogWriter;
  readonly assignment: RunAssignment;
}

/** How a unit of work of the run ended. */
interface PhaseEnd {
  readonly list: ChangeList;
  readonly committed: boolean;
}

/**
 * One run: `run` and the tests are a unit of work, `postRun` is another. Everything that decides (commit, failed, errored)
 * is known to the host itself; of the isolate it believes that it returned or threw, and what.
 */
export class RunExecution {
  readonly #options: ExecutionOptions;
  readonly #hold: RunHold;
  readonly #redact: Redact = createRedaction(randomBytes(32));
  /** Takes what must not be shown out of all that the run shows. */
  readonly #redactor: SecretRedactor;
  /** Turns stacks that the job itself logs into those that its author knows. */
  readonly #mapStacks: (text: string) => string;
  readonly #effects: EffectWriter;
  readonly #http: HttpCalls;
  #unit: HostUnitOfWork;
  #session: Session | undefined;
  #output: unknown = null;
  #ending: Ending | undefined;
  readonly #phases: PhaseEnd[] = [];

  constructor(options: ExecutionOptions) {
    this.#options = options;
    this.#hold = { id: options.run.id, workerNumber: options.assignment.workerNumber };
    const secrets = Object.values(options.assignment.secrets).filter((value) => value !== null);
    this.#redactor = new SecretRedactor([...secrets, ...textsOf(options.run.sensitiveInput)]);
    this.#mapStacks = createStackMapper(options.run.bundle?.sourceMap ?? '');
    this.#effects = new EffectWriter({
      pool: options.database.pool,
      jobResultId: options.run.id,
      redactor: this.#redactor,
    });
    this.#http = this.#createHttpCalls();
    this.#unit = this.#openUnit();
  }

  async execute(signal: AbortSignal): Promise<SlotOutcome> {
    const { run } = this.#options;
    if (!run.bundle) {
      return this.#finishWithoutSession(
        platformEnding(
          'JOBWRIGHT_BUNDLE_MISSING',
          'The code of this run is not in the database any more. Submit the run again.',
        ),
      );
    }
    if (signal.aborted) return { kind: 'canceled' };
    const session = this.#openSession(run.bundle);
    this.#session = session;
    const onAbort = (): void => session.stop('The run was canceled.');
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      return await this.#run(session, { bundle: run.bundle, signal });
    } catch (error) {
      if (error instanceof RunNotOursError) return { kind: 'finished' };
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#http[Symbol.dispose]();
      await this.#unit.abandon().catch(() => undefined);
      session[Symbol.dispose]();
    }
  }

  async #run(
    session: Session,
    { bundle, signal }: { readonly bundle: RunBundle; readonly signal: AbortSignal },
  ): Promise<SlotOutcome> {
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
      await this.#finish('run', { isLast: true });
      return { kind: 'finished' };
    }
    await this.#finish('run', { isLast: false });
    const end = await this.#postRun(session, { bundle, signal });
    return end;
  }

  async #postRun(
    session: Session,
    { bundle, signal }: { readonly bundle: RunBundle; readonly signal: AbortSignal },
  ): Promise<SlotOutcome> {
    const { run } = this.#options;
    this.#unit = this.#openUnit();
    this.#effects.phase = 'postRun';
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
    await this.#finish('postRun', { isLast: true, before });
    return { kind: 'finished' };
  }

  /** What the database would find at the commit ends a dry run too. */
  async #withConstraints(outcome: InvocationOutcome): Promise<InvocationOutcome> {
    if (outcome.kind !== 'returned') return outcome;
    try {
      await this.#unit.checkConstraints();
      return outcome;
    } catch (error) {
      if (!(error instanceof DatabaseOperationError)) throw error;
      const { name, message, code, details } = error;
      return { kind: 'threw', error: { name, message, code, details } };
    }
  }

  /** Reads how an invocation ended, and reports it in the log. */
  #settle(outcome: InvocationOutcome, bundle: RunBundle): void {
    const limit = this.#unit.limitError;
    const ending = limit ? limitEnding('changedObjects', limit.message) : readEnding(outcome, bundle.sourceMap);
    this.#ending = ending?.error ? { ...ending, error: this.#redactError(ending.error) } : ending;
    if (ending?.entry !== undefined) this.#write('failure', ending.entry);
  }

  /** Ends the present unit of work; with the last one the run has its final status. */
  async #finish(
    phase: RunPhase,
    { isLast, before }: { readonly isLast: boolean; readonly before?: Ending | undefined },
  ): Promise<void> {
    const { run, log } = this.#options;
    const mayCommit = run.commit && !run.readOnly && this.#ending === undefined;
    // Requests that nobody awaits end with the run: after it, nothing of it may still leave.
    if (isLast) await this.#http.close();
    this.#noteReversal(phase);
    await log.drain();
    await this.#effects.drain();
    const record = async (list: ChangeList, query: Parameters<typeof storeChanges>[0]): Promise<void> => {
      const phases = [...this.#phases, { list, committed: mayCommit }];
      if (list.texts.length > 0) await storeChanges(query, run, { phase, list });
      if (mayCommit && list.texts.length > 0) await storeAuditRecords(query, run, phase);
      const changes = summarize(phases);
      if (isLast) await writeResult(query, this.#hold, { ...changes, ...this.#result(before) });
      else await writeChangeSummary(query, this.#hold, changes);
    };
    try {
      const list = await this.#unit.finish({ commit: mayCommit, record: (query, changes) => record(changes, query) });
      this.#phases.push({ list, committed: mayCommit });
    } catch (error) {
      if (error instanceof RunNotOursError || !mayCommit) throw error;
      await this.#commitFailed(error, { isLast, before });
    }
  }

  /** A constraint that is checked at the end, or a connection that is gone: nothing of the unit of work is there. */
  async #commitFailed(
    error: unknown,
    { isLast, before }: { readonly isLast: boolean; readonly before?: Ending | undefined },
  ): Promise<void> {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    this.#ending = platformEnding('JOBWRIGHT_COMMIT_FAILED', `The changes could not be committed: ${reason}`);
    this.#write('failure', this.#ending.entry ?? '');
    this.#write('info', notes.error);
    await this.#options.log.drain();
    this.#phases.push({ list: { changes: [], texts: [] }, committed: false });
    if (isLast) await this.#recordApart(before);
  }

  /** Says in the log what became of the changes. Jobs that only read have none. */
  #noteReversal(phase: RunPhase): void {
    const { run } = this.#options;
    if (run.readOnly) return;
    if (this.#ending) {
      if (this.#session?.group === 'initialization') return;
      this.#write('info', this.#ending.status === 'failed' ? notes.aborted : notes.error);
      this.#noteSentRequests();
      if (phase === 'postRun' && this.#phases.some((end) => end.committed && end.list.texts.length > 0)) {
        this.#write('info', notes.stays);
      }
    } else if (!run.commit && phase === 'run') {
      this.#write('info', notes.dryRun);
      const { withheld } = this.#http;
      if (withheld > 0) this.#write('info', describeWithheld(withheld));
    }
  }

  /** What left cannot be rolled back: whoever reads that changes were reverted has to know. */
  #noteSentRequests(): void {
    const { sentUnsafe } = this.#http;
    if (sentUnsafe > 0) this.#write('warning', describeSent(sentUnsafe));
  }

  async #finishWithoutSession(ending: Ending): Promise<SlotOutcome> {
    this.#ending = ending;
    this.#write('failure', ending.entry ?? '');
    await this.#options.log.drain();
    await this.#recordApart(undefined);
    return { kind: 'finished' };
  }

  async #recordApart(before: Ending | undefined): Promise<void> {
    const transaction = new RunTransaction(this.#options.database.orm);
    const changes = summarize(this.#phases);
    await transaction.write(() =>
      writeResult((sql, parameters) => transaction.query(sql, parameters), this.#hold, {
        ...changes,
        ...this.#result(before),
      }),
    );
    await transaction.commit();
  }

  async #canceled(): Promise<SlotOutcome> {
    await this.#http.close();
    await this.#unit.abandon();
    await this.#options.log.drain().catch(() => undefined);
    await this.#effects.drain().catch(() => undefined);
    return { kind: 'canceled' };
  }

  #result(before: Ending | undefined): {
    readonly status: FinalRunStatus;
    readonly output: unknown;
    readonly error: PlainError | undefined;
    readonly logSummary: LogWriter['summary'];
  } {
    // What ended `run` is the error of the run; one of `postRun` is its own only when `run` had none.
    const error = before?.error ?? this.#ending?.error;
    return { status: this.#status(before), output: this.#output, error, logSummary: this.#options.log.summary };
  }

  #status(before?: Ending): FinalRunStatus {
    const endings = [before?.status, this.#ending?.status];
    if (endings.includes('errored')) return 'errored';
    // An entry of the level failure marks the run, without stopping it.
    return endings.includes('failed') || this.#options.log.hasFailure ? 'failed' : 'completed';
  }

  #write(level: LogLevel, message: string): void {
    this.#writeEntry({ group: this.#session?.group ?? 'initialization', level, message });
  }

  #writeEntry({ message, object, ...entry }: LogEntryMessage): void {
    this.#options.log.write({
      ...entry,
      message: this.#redactor.message(message),
      ...(object === undefined ? {} : { object: { ...object, display: this.#redactor.text(object.display) } }),
    });
  }

  #redactError(error: PlainError): PlainError {
    const { message, stack, cause, details } = error;
    return {
      ...error,
      message: this.#redactor.message(message),
      ...(stack === undefined ? {} : { stack: this.#redactor.message(stack) }),
      ...(details === undefined ? {} : { details: this.#redactor.json(details) }),
      ...(cause === undefined ? {} : { cause: this.#redactError(cause) }),
    };
  }

  #openUnit(): HostUnitOfWork {
    const { database, models, foreignKeys, policy, assignment } = this.#options;
    const touched = this.#phases.reduce((sum, phase) => sum + phase.list.changes.length, 0);
    return new HostUnitOfWork({
      orm: database.orm,
      models,
      foreignKeys,
      policy,
      redact: this.#redact,
      mustRedact: (value) => this.#redactor.finds(value),
      maxObjects: Math.max(assignment.limits.changedObjects - touched, 0),
      lastSeq: touched,
    });
  }

  /** A dry run sends nothing that may change something, and a read-only job never does. */
  #createHttpCalls(): HttpCalls {
    const { run, assignment } = this.#options;
    const { rules = [], caFile } = assignment.egress ?? {};
    return new HttpCalls({
      policy: new EgressPolicy(run.jobPath, egressRuleOf({ rules }, run.jobPath)),
      limits: assignment.limits,
      unsafe: run.readOnly ? 'refuse' : run.commit ? 'send' : 'withhold',
      recorder: this.#effects,
      ...(caFile === undefined ? {} : { readAuthorities: () => readFileSync(caFile, 'utf8') }),
    });
  }

  #openSession(bundle: RunBundle): Session {
    const { runtime, run, assignment, log } = this.#options;
    const inUnit =
      (name: string): Operation =>
      (args) =>
        this.#unit.operations[name]?.(args);
    const dataOperations = Object.keys(this.#unit.operations).map((name) => [name, inUnit(name)] as const);
    return runtime.openSession({
      code: bundle.code,
      filename: `job:///${run.jobPath}`,
      limits: assignment.limits,
      operations: {
        ...this.#options.operationsOf(run),
        ...secretOperations(assignment.secrets),
        ...settingsOperations(assignment.pluginSettings ?? {}, pluginNameOf(run.jobPath)),
        ...this.#http.operations,
        ...Object.fromEntries(dataOperations),
      },
      onLog: (entry) => this.#writeEntry({ ...entry, message: this.#mapStacks(entry.message) }),
      onProgress: ({ message, ...progress }) =>
        log.writeProgress(message === undefined ? progress : { ...progress, message: this.#redactor.message(message) }),
    });
  }
}

function summarize(phases: readonly PhaseEnd[]): { count: number; digest: string; committed: boolean } {
  const lists = phases.map((phase) => phase.list);
  const withChanges = phases.filter((phase) => phase.list.changes.length > 0);
  return {
    count: lists.reduce((sum, list) => sum + list.changes.length, 0),
    digest: digestOf(lists),
    committed: withChanges.length > 0 ? withChanges.some((phase) => phase.committed) : (phases[0]?.committed ?? false),
  };
}

function isStopped(outcome: InvocationOutcome, signal: AbortSignal): boolean {
  return signal.aborted && outcome.kind !== 'returned';
}

/** What `main` returned is JSON of the isolate's making: only what is read of it counts. */
function outputOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'output' in value ? value.output : null;
}

/** All texts and numbers in a value, as text. */
function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string' || typeof value === 'number') return [String(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap((item) => textsOf(item)) : [];
}
