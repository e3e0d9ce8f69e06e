import { randomBytes } from 'node:crypto';
import type { Database } from '../../database/orm.ts';
import type { ChangedObjectsLimitError } from '../../errors.ts';
import type { SecretRedactor } from '../../modules/secrets/secret-redactor.ts';
import type { ForeignKeyGraph, HostModels, Query } from '../../registry/index.ts';
import { type ChangeList, digestOf } from '../../runtime/host/data/changes/change.ts';
import { createRedaction, type Redact } from '../../runtime/host/data/changes/redaction.ts';
import type { DataPolicy } from '../../runtime/host/data/data-policy.ts';
import { RunTransaction } from '../../runtime/host/data/run-transaction.ts';
import { HostUnitOfWork } from '../../runtime/host/data/unit-of-work.ts';
import type { Operation, OperationTable } from '../../runtime/runtime.ts';
import type { ChangeSummary } from './finish-run.ts';
import { type RunPhase, storeAuditRecords, storeChanges } from './record-changes.ts';
import type { RunRecord } from './run-record.ts';

export interface RunUnitsOptions {
  readonly database: Database;
  readonly models: HostModels;
  readonly foreignKeys: ForeignKeyGraph;
  /** What the run may see and change. */
  readonly policy: DataPolicy;
  readonly run: RunRecord;
  /** Objects that the run may touch, in all of its units of work together. */
  readonly maxObjects: number;
  readonly redactor: SecretRedactor;
}

/** Writes what has to be known of the run, given what it changed so far. */
export type RecordChanges = (query: Query, changes: ChangeSummary) => Promise<void>;

export interface FinishUnitOptions {
  readonly commit: boolean;
  /** Runs in the transaction of the changes when they are committed, and in one of its own otherwise. */
  readonly record: RecordChanges;
}

/** How a unit of work of the run ended. */
interface UnitEnd {
  readonly list: ChangeList;
  readonly committed: boolean;
}

/** The units of work of one run, one after the other: that of `run` and the tests, then that of `postRun`. */
export class RunUnits {
  readonly #options: RunUnitsOptions;
  /** One for the whole run: equal values look equal in all of its change lists. */
  readonly #redact: Redact = createRedaction(randomBytes(32));
  readonly #ends: UnitEnd[] = [];
  #phase: RunPhase = 'run';
  #unit: HostUnitOfWork;

  constructor(options: RunUnitsOptions) {
    this.#options = options;
    this.#unit = this.#open();
  }

  /** The operations for the isolate: each acts on the unit of work that is open when it is asked for. */
  get operations(): OperationTable {
    const inUnit =
      (name: string): Operation =>
      (args) =>
        this.#unit.operations[name]?.(args);
    return Object.fromEntries(Object.keys(this.#unit.operations).map((name) => [name, inUnit(name)]));
  }

  /** The part of the run that the open unit of work belongs to. */
  get phase(): RunPhase {
    return this.#phase;
  }

  /** Set once the open unit of work passed the limit on changed objects. */
  get limitError(): ChangedObjectsLimitError | undefined {
    return this.#unit.limitError;
  }

  /** Whether an earlier unit of work left something in the database. */
  get hasCommitted(): boolean {
    return this.#ends.some((end) => end.committed && end.list.texts.length > 0);
  }

  /** Opens the next unit of work, after the last one was finished. */
  enter(phase: RunPhase): void {
    this.#phase = phase;
    this.#unit = this.#open();
  }

  /**
   * Checks what PostgreSQL would otherwise check at the commit.
   * @throws {@link DatabaseOperationError} for a constraint that is violated
   */
  async checkConstraints(): Promise<void> {
    await this.#unit.checkConstraints();
  }

  /**
   * Ends the open unit of work, and stores its change list.
   * @throws what the commit or `record` throws; nothing of the unit of work is in the database then
   */
  async finish({ commit, record }: FinishUnitOptions): Promise<void> {
    const { run } = this.#options;
    const list = await this.#unit.finish({
      commit,
      record: async (query, changes) => {
        if (changes.texts.length > 0) {
          await storeChanges(query, run, { phase: this.#phase, list: changes });
          if (commit) await storeAuditRecords(query, run, this.#phase);
        }
        await record(query, summarize([...this.#ends, { list: changes, committed: commit }]));
      },
    });
    this.#ends.push({ list, committed: commit });
  }

  /** Counts the open unit of work, which could not be committed, as one that changed nothing. */
  giveUp(): void {
    this.#ends.push({ list: { changes: [], texts: [] }, committed: false });
  }

  /** Records what the run changed so far in a transaction of its own, outside of any unit of work. */
  async recordApart(record: RecordChanges): Promise<void> {
    const transaction = new RunTransaction(this.#options.database.orm);
    await transaction.write(() =>
      record((sql, parameters) => transaction.query(sql, parameters), summarize(this.#ends)),
    );
    await transaction.commit();
  }

  /** Gives the open unit of work up without a record. */
  async abandon(): Promise<void> {
    await this.#unit.abandon();
  }

  #open(): HostUnitOfWork {
    const { database, models, foreignKeys, policy, maxObjects, redactor } = this.#options;
    const touched = this.#ends.reduce((sum, end) => sum + end.list.changes.length, 0);
    return new HostUnitOfWork({
      orm: database.orm,
      models,
      foreignKeys,
      policy,
      redact: this.#redact,
      mustRedact: (value) => redactor.finds(value),
      maxObjects: Math.max(maxObjects - touched, 0),
      lastSeq: touched,
    });
  }
}

function summarize(ends: readonly UnitEnd[]): ChangeSummary {
  const lists = ends.map((end) => end.list);
  const withChanges = ends.filter((end) => end.list.changes.length > 0);
  return {
    count: lists.reduce((sum, list) => sum + list.changes.length, 0),
    digest: digestOf(lists),
    committed: withChanges.length > 0 ? withChanges.some((end) => end.committed) : (ends[0]?.committed ?? false),
  };
}
