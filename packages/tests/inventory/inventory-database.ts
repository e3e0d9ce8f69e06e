import { plugin } from '@jobwright/inventory/plugin';
import { createTestDatabase } from '@jobwright/server/testing';
import { MikroORM } from '@mikro-orm/postgresql';

/** A migrated database with the inventory's tables, and an ORM that knows its entities. Dispose of it to drop it. */
export interface InventoryDatabase extends AsyncDisposable {
  readonly orm: MikroORM;
  readonly url: string;
  /** Statements that ran since the last call, without those of transactions. */
  takeStatements(): string[];
}

/** Opens a new, empty inventory. */
export async function openInventory(): Promise<InventoryDatabase> {
  const database = await createTestDatabase({ plugins: [plugin] });
  let statements: string[] = [];
  const orm = await MikroORM.init({
    entities: plugin.models.map((model) => model.entity),
    clientUrl: database.url,
    debug: ['query'],
    colors: false,
    logger: (message) => {
      if (!/\b(begin|commit|savepoint)\b/.test(message)) statements.push(message);
    },
    schemaGenerator: {
      ignoreSchema: ['graphile_worker', 'jobwright_internal'],
      // The platform's own tables.
      skipTables: [/^users_/, /^extras_(?!status|tag)/, 'jobwright_migration'],
    },
  });
  return {
    orm,
    url: database.url,
    takeStatements: () => {
      const taken = statements;
      statements = [];
      return taken;
    },
    async [Symbol.asyncDispose]() {
      await orm.close(true);
      await database[Symbol.asyncDispose]();
    },
  };
}
