import type { MikroORM } from '@mikro-orm/postgresql';
import type { ForeignKeyGraph, HostModel, HostModels, Query } from '../../../registry/index.ts';
import { ChangedObjectsLimitError, UnitOfWorkOverError } from '../../../errors.ts';
import type { Operation, OperationTable } from '../../runtime.ts';
import { buildChangeList } from './changes/build-change-list.ts';
import type { ChangeList } from './changes/change.ts';
import { ChangeTracker } from './changes/change-tracker.ts';
import type { Redact } from './changes/redaction.ts';
import { changeCollections } from './collection-operations.ts';
import type { DataContext } from './data-context.ts';
import { convertDatabaseError } from './database-error.ts';
import { type DataPolicy, unboundedPolicy } from './data-policy.ts';
import { EntityAccess } from './entity-access.ts';
import { count, countBy, find, findOne, lock, pivot } from './read-operations.ts';
import { readCount, readObject } from './read-arguments.ts';
import { RunTransaction } from './run-transaction.ts';
import { insert, remove, update, upsert } from './write-operations.ts';
import { WriteGuard } from './write-guard.ts';

export interface UnitOfWorkOptions {
  readonly orm: MikroORM;
  readonly models: HostModels;
  readonly foreignKeys: ForeignKeyGraph;
  /** Objects that the unit of work may touch. */
  readonly maxObjects: number;
  readonly redact: Redact;
  /** Values that are redacted in the change list whatever their column. @defaultValue none */
  readonly mustRedact?: (value: unknown) => boolean;
  /** What the run may see and change. @defaultValue everything */
  readonly policy?: DataPolicy;
  /** Last sequence number of the change list so far. @defaultValue 0 */
  readonly lastSeq?: number;
}

/** How a unit of work ends. */
export interface FinishOptions {
  /** True: the changes become durable, together with what `record` writes. */
  readonly commit: boolean;
  /**
   * Writes what has to be known of the unit of work. On a commit it runs in the transaction of the changes, which is rolled
   * back when it throws; otherwise in one of its own, after the changes were undone.
   */
  readonly record: (query: Query, changes: ChangeList) => Promise<void>;
}

/**
 * The data operations of one unit of work, and its end. Operations run one after the other, in the order in which they
 * were asked for: they share one connection.
 */
export class HostUnitOfWork {
  /** The operations for the isolate. Every argument is unchecked. */
  readonly operations: OperationTable;
  readonly #options: UnitOfWorkOptions;
  readonly #transaction: RunTransaction;
  readonly #tracker: ChangeTracker;
  readonly #guard: WriteGuard;
  readonly #query: Query;
  #last: Promise<unknown> = Promise.resolve();
  #isOver = false;
  #limitError: ChangedObjectsLimitError | undefined;

  constructor(options: UnitOfWorkOptions) {
    this.#options = options;
    this.#transaction = new RunTransaction(options.orm);
    this.#query = (sql, parameters) => this.#transaction.query(sql, parameters);
    this.#guard = new WriteGuard(options.policy ?? unboundedPolicy, (model, condition) =>
      this.#findMatching(model, condition),
    );
    this.#tracker = new ChangeTracker({ ...options, query: this.#query, guard: this.#guard });
    this.operations = this.#createOperations();
  }

  /** Set once the limit on changed objects was passed: whatever the job made of the error, the run has failed. */
  get limitError(): ChangedObjectsLimitError | undefined {
    return this.#limitError;
  }

  /**
   * Checks what PostgreSQL would otherwise check at the commit (deferred constraints and triggers), so that a dry run
   * ends as the real run would.
   * @throws {@link DatabaseOperationError} for a constraint that is violated
   */
  async checkConstraints(): Promise<void> {
    if (!this.#transaction.isOpen) return;
    await this.#inTurn(() => this.#transaction.read(() => this.#query('set constraints all immediate')));
  }

  /**
   * Ends the unit of work after the operations that were asked for. Operations are refused from then on.
   * @returns the net changes: those that were made, or that would have been
   */
  async finish({ commit, record }: FinishOptions): Promise<ChangeList> {
    const last = this.#last;
    this.#isOver = true;
    await last;
    try {
      const changes = await this.#readChanges();
      if (commit && !this.#limitError) {
        await record(this.#query, changes);
        await this.#transaction.commit();
        return changes;
      }
      await this.#transaction.rollback();
      await this.#recordApart((query) => record(query, changes));
      return changes;
    } catch (error) {
      await this.#transaction.rollback().catch(() => undefined);
      throw error;
    }
  }

  /** Gives everything up without a record. */
  async abandon(): Promise<void> {
    this.#isOver = true;
    await this.#last;
    await this.#transaction.rollback();
  }

  #createOperations(): OperationTable {
    const { orm, models, policy } = this.#options;
    const access = new EntityAccess(models, policy);
    const transaction = this.#transaction;
    const context: DataContext = { orm, access, transaction, tracker: this.#tracker, guard: this.#guard };
    const inTurn =
      (operation: (context: DataContext, args: unknown) => unknown): Operation =>
      (args) =>
        this.#inTurn(() => operation(context, args));
    return {
      'data.find': inTurn(find),
      'data.findOne': inTurn(findOne),
      'data.count': inTurn(count),
      'data.countBy': inTurn(countBy),
      'data.pivot': inTurn(pivot),
      'data.lock': inTurn(lock),
      'data.insert': inTurn(insert),
      'data.update': inTurn(update),
      'data.upsert': inTurn(upsert),
      'data.delete': inTurn(remove),
      'data.collections': inTurn(changeCollections),
      'data.begin': inTurn(() => ({ id: transaction.begin() })),
      'data.release': inTurn((_context, args) => transaction.release(readId(args))),
      'data.rollback': inTurn((_context, args) => transaction.rollbackTo(readId(args))),
    };
  }

  async #readChanges(): Promise<ChangeList> {
    if (!this.#transaction.isOpen || this.#tracker.count === 0) return { changes: [], texts: [] };
    const { redact, mustRedact, lastSeq = 0 } = this.#options;
    // Behind a savepoint: the transaction may be one whose last statement failed.
    return this.#transaction.read(() =>
      buildChangeList({ tracker: this.#tracker, query: this.#query, redact, mustRedact, lastSeq }),
    );
  }

  async #recordApart(record: (query: Query) => Promise<void>): Promise<void> {
    const apart = new RunTransaction(this.#options.orm);
    try {
      await apart.write(() => record((sql, parameters) => apart.query(sql, parameters)));
      await apart.commit();
    } catch (error) {
      await apart.rollback().catch(() => undefined);
      throw error;
    }
  }

  async #findMatching(model: HostModel, condition: object): Promise<readonly string[]> {
    const { property } = model.key;
    const options = { fields: [property], ctx: this.#transaction.context } as never;
    const rows = await this.#options.orm.driver.find(model.meta.class, condition as never, options);
    return (rows as Record<string, unknown>[]).map((row) => String(row[property]));
  }

  #sensitiveColumns(table: string): readonly string[] {
    const columns = this.#options.models.findByTable(table)?.columns ?? [];
    return columns.filter((column) => column.isSensitive).map((column) => column.name);
  }

  #inTurn(operation: () => unknown): Promise<unknown> {
    if (this.#isOver) return Promise.reject(new UnitOfWorkOverError());
    const turn = this.#last.then(async () => {
      if (this.#limitError) throw this.#limitError;
      try {
        return await operation();
      } catch (error) {
        if (error instanceof ChangedObjectsLimitError) this.#limitError = error;
        throw convertDatabaseError(error, (table) => this.#sensitiveColumns(table));
      }
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

function readId(args: unknown): number {
  return readCount(readObject(args, 'The arguments')['id'], 'The savepoint');
}
