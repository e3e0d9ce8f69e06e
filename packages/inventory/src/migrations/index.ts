import type { PluginMigration } from '@jobwright/sdk';
import { Migration0001Initial } from './0001-initial.ts';

/** In the order in which they run. */
export const migrations: readonly PluginMigration[] = [{ name: '0001_initial', class: Migration0001Initial }];
