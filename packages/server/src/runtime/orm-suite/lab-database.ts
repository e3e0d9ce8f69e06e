import { definePlugin } from '@jobwright/sdk';
import { type EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { type ForeignKeyGraph, HostModels, loadForeignKeys } from '../../registry/index.ts';
import { createTestDatabase } from '../../testing/index.ts';
import { createRedaction } from '../host/data/changes/redaction.ts';
import { type DataPolicy, unboundedPolicy } from '../host/data/data-policy.ts';
import { RunTransaction } from '../host/data/run-transaction.ts';
import { HostUnitOfWork } from '../host/data/unit-of-work.ts';
import { entities, models } from './models.ts';
import { seedSql } from './seed.ts';

export const labPlugin = definePlugin({ name: 'lab', modelsFrom: '@jobwright-lab/models', models });

/** A database with the suite's tables in it. */
export interface LabDatabase extends AsyncDisposable {
  readonly url: string;
  readonly orm: MikroORM;
  readonly models: HostModels;
  /** Empties the tables and fills them with the rows that each behaviour begins with. */
  seed(): Promise<void>;
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<readonly Row[]>;
  openUnitOfWork(options?: {
    readonly maxObjects?: number;
    readonly lastSeq?: number;
    readonly policy?: DataPolicy;
  }): HostUnitOfWork;
  /** An entity manager of MikroORM's own, unsandboxed. */
  openPlainUnitOfWork(): EntityManager;
}

/** Makes the database. The platform's migrations are in it too: they define the operators of networks. */
export async function createLabDatabase(): Promise<LabDatabase> {
  const database = await createTestDatabase();
  const orm = await MikroORM.init({
    entities: [...entities],
    clientUrl: database.url,
    pool: { min: 0, max: 4 },
    debug: false,
  });
  await orm.driver.getConnection().executeDump(await orm.schema.getCreateSchemaSQL({ wrap: false }));
  const hostModels = new HostModels(orm, [labPlugin]);
  const query: LabDatabase['query'] = (sql, parameters) => new RunTransaction(orm).query(sql, parameters);
  const foreignKeys: ForeignKeyGraph = await loadForeignKeys(query);
  const redact = createRedaction(new Uint8Array(32));
  return {
    url: database.url,
    orm,
    models: hostModels,
    query,
    seed: async () => void (await query(seedSql)),
    openUnitOfWork: ({ maxObjects = 100_000, lastSeq = 0, policy = unboundedPolicy } = {}) =>
      new HostUnitOfWork({ orm, models: hostModels, foreignKeys, redact, maxObjects, lastSeq, policy }),
    openPlainUnitOfWork: () => orm.em.fork({ useContext: true }),
    [Symbol.asyncDispose]: async () => {
      await orm.close(true);
      await database[Symbol.asyncDispose]();
    },
  };
}
