import type { MikroORM } from '@mikro-orm/postgresql';
import type { ChangeTracker } from './changes/change-tracker.ts';
import type { EntityAccess } from './entity-access.ts';
import type { RunTransaction } from './run-transaction.ts';
import type { WriteGuard } from './write-guard.ts';

/** What the operations of one unit of work share. */
export interface DataContext {
  readonly orm: MikroORM;
  readonly access: EntityAccess;
  readonly transaction: RunTransaction;
  readonly tracker: ChangeTracker;
  readonly guard: WriteGuard;
}
