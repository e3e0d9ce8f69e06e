import {
  type Configuration,
  Connection,
  EventType,
  type QueryResult,
  type Transaction,
  type TransactionEventBroadcaster,
} from '@mikro-orm/core';
import { RawSqlRefusedError } from './errors.ts';
import type { HostCall } from './host-call.ts';

/** A savepoint of the run's transaction, by the number that the host gave it. */
interface Savepoint {
  readonly id: number;
}

type BeginOptions = NonNullable<Parameters<Connection['begin']>[0]>;

/**
 * The isolate's end of the run's connection. The transaction itself belongs to the host, which opens it at the first write:
 * what MikroORM knows as a transaction is a savepoint in it, so a flush that fails leaves nothing behind and the job can go on.
 */
export class SandboxConnection extends Connection {
  readonly #call: HostCall;

  constructor(config: Configuration, call: HostCall) {
    super(config);
    this.#call = call;
  }

  override async connect(): Promise<void> {
    this.connected = true;
  }

  override async isConnected(): Promise<boolean> {
    return true;
  }

  override async checkConnection(): Promise<{ ok: true }> {
    return { ok: true };
  }

  override async begin(options: BeginOptions = {}): Promise<Transaction<Savepoint>> {
    const { eventBroadcaster } = options;
    await eventBroadcaster?.dispatchEvent(EventType.beforeTransactionStart, options.ctx);
    const savepoint = (await this.#call('data.begin', {})) as Savepoint;
    await eventBroadcaster?.dispatchEvent(EventType.afterTransactionStart, savepoint);
    return savepoint;
  }

  override async commit(savepoint: Savepoint, eventBroadcaster?: TransactionEventBroadcaster): Promise<void> {
    await eventBroadcaster?.dispatchEvent(EventType.beforeTransactionCommit, savepoint);
    await this.#call('data.release', { id: savepoint.id });
    await eventBroadcaster?.dispatchEvent(EventType.afterTransactionCommit, savepoint);
  }

  override async rollback(savepoint: Savepoint, eventBroadcaster?: TransactionEventBroadcaster): Promise<void> {
    await eventBroadcaster?.dispatchEvent(EventType.beforeTransactionRollback, savepoint);
    await this.#call('data.rollback', { id: savepoint.id });
    await eventBroadcaster?.dispatchEvent(EventType.afterTransactionRollback, savepoint);
  }

  override async transactional<T>(
    callback: (savepoint: Transaction<Savepoint>) => Promise<T>,
    options: BeginOptions = {},
  ): Promise<T> {
    const savepoint = await this.begin(options);
    let value: T;
    try {
      value = await callback(savepoint);
    } catch (error) {
      // What went wrong counts; a rollback that fails as well would hide it.
      await this.rollback(savepoint, options.eventBroadcaster).catch(() => undefined);
      throw error;
    }
    try {
      await this.commit(savepoint, options.eventBroadcaster);
    } catch (error) {
      await this.rollback(savepoint, options.eventBroadcaster).catch(() => undefined);
      throw error;
    }
    return value;
  }

  override async execute<T, R = QueryResult<T> | T[]>(): Promise<R> {
    throw new RawSqlRefusedError('SQL text');
  }

  override async executeDump(): Promise<void> {
    throw new RawSqlRefusedError('SQL text');
  }
}
