import type { MikroORM } from '@mikro-orm/postgresql';
import { TransactionsOverlapError } from '../../../errors.ts';
import { executeStatement, type StatementExecutor } from '../../../database/statement.ts';

/** A savepoint that the isolate knows by its number, or an anchor, which it does not know. */
interface Savepoint {
  readonly id: number | undefined;
  readonly name: string;
  /** PostgreSQL has it. Until then nothing was written since it began. */
  isOpen: boolean;
}

/**
 * The transaction of a unit of work, on a connection of its own.
 *
 * It opens at the first write, so a job that only reads holds none. A statement that fails leaves PostgreSQL's
 * transaction unusable; so each statement runs behind a savepoint that stands at the present state: that of the
 * isolate's own `begin` if nothing was written since, else an anchor, which reads after it share. A failed statement is undone
 * back to it, and the job can go on.
 *
 * States: `idle` (no transaction) → `open` → `ended`.
 */
export class RunTransaction {
  readonly #orm: MikroORM;
  #context: StatementExecutor | undefined;
  #savepoints: Savepoint[] = [];
  #nextId = 1;
  /** The savepoint on top stands at the present state. */
  #isAnchored = false;

  constructor(orm: MikroORM) {
    this.#orm = orm;
  }

  /** For MikroORM's driver; undefined while there is no transaction. */
  get context(): object | undefined {
    return this.#context;
  }

  get isOpen(): boolean {
    return this.#context !== undefined;
  }

  /** Runs one statement in the transaction, or by itself while there is none. */
  query<Row>(sql: string, parameters: readonly unknown[] = []): Promise<readonly Row[]> {
    return executeStatement<Row>(this.#executor(), sql, parameters);
  }

  /** Runs statements that change nothing. */
  async read<Result>(statements: () => Promise<Result>): Promise<Result> {
    if (!this.#context) return statements();
    return this.#guard(statements);
  }

  /** Runs statements that change something; opens the transaction if it is not open yet. */
  async write<Result>(statements: () => Promise<Result>): Promise<Result> {
    await this.#open();
    const result = await this.#guard(statements);
    this.#isAnchored = false;
    return result;
  }

  /** Begins a savepoint. PostgreSQL hears of it when something is written. */
  begin(): number {
    const id = this.#nextId++;
    this.#savepoints.push({ id, name: `s${id}`, isOpen: false });
    return id;
  }

  /**
   * Keeps what was written since a savepoint.
   * @throws {@link TransactionsOverlapError} when one that began later is still open, or this one was undone with an outer one
   */
  async release(id: number): Promise<void> {
    const index = this.#indexOf(id);
    if (index === -1) throw new TransactionsOverlapError();
    const inner = this.#savepoints.slice(index + 1);
    if (inner.some((savepoint) => savepoint.id !== undefined)) throw new TransactionsOverlapError();
    const savepoint = this.#savepoints[index];
    if (savepoint?.isOpen) {
      await this.query(`release savepoint ${savepoint.name}`);
      this.#isAnchored = false;
    }
    this.#savepoints.length = index;
  }

  /** Undoes what was written since a savepoint, and ends it and those within it. One that has ended is left alone. */
  async rollbackTo(id: number): Promise<void> {
    const index = this.#indexOf(id);
    if (index === -1) return;
    const savepoint = this.#savepoints[index];
    if (savepoint?.isOpen) {
      await this.query(`rollback to savepoint ${savepoint.name}; release savepoint ${savepoint.name}`);
      this.#isAnchored = false;
    }
    this.#savepoints.length = index;
  }

  async commit(): Promise<void> {
    const context = this.#end();
    if (context) await this.#orm.driver.getConnection().commit(context as never);
  }

  async rollback(): Promise<void> {
    const context = this.#end();
    if (context) await this.#orm.driver.getConnection().rollback(context as never);
  }

  #end(): StatementExecutor | undefined {
    const context = this.#context;
    this.#context = undefined;
    this.#savepoints = [];
    this.#isAnchored = false;
    return context;
  }

  async #open(): Promise<void> {
    this.#context ??= (await this.#orm.driver.getConnection().begin()) as StatementExecutor;
    for (const savepoint of this.#savepoints) {
      if (savepoint.isOpen) continue;
      await this.query(`savepoint ${savepoint.name}`);
      savepoint.isOpen = true;
      this.#isAnchored = true;
    }
  }

  async #guard<Result>(statements: () => Promise<Result>): Promise<Result> {
    await this.#anchor();
    try {
      return await statements();
    } catch (error) {
      const top = this.#savepoints.findLast((savepoint) => savepoint.isOpen);
      // When this fails too the connection is gone, and the first error says why.
      if (top) await this.query(`rollback to savepoint ${top.name}`).catch(() => undefined);
      throw error;
    }
  }

  async #anchor(): Promise<void> {
    if (this.#isAnchored) return;
    const top = this.#savepoints.findLast((savepoint) => savepoint.isOpen);
    if (top && top.id === undefined) {
      await this.query(`release savepoint ${top.name}; savepoint ${top.name}`);
    } else {
      const anchor: Savepoint = { id: undefined, name: `a${this.#nextId++}`, isOpen: true };
      await this.query(`savepoint ${anchor.name}`);
      // Below those that PostgreSQL does not have yet.
      const index = this.#savepoints.findIndex((savepoint) => !savepoint.isOpen);
      this.#savepoints.splice(index === -1 ? this.#savepoints.length : index, 0, anchor);
    }
    this.#isAnchored = true;
  }

  #indexOf(id: number): number {
    return this.#savepoints.findIndex((savepoint) => savepoint.id === id);
  }

  #executor(): StatementExecutor {
    return this.#context ?? this.#orm.driver.getConnection().getClient();
  }
}
