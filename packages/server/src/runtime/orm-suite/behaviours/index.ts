import type { Behaviour } from '../behaviour.ts';
import { bounded } from './bounded.ts';
import { isolateOnly } from './isolate-only.ts';
import { populate } from './populate.ts';
import { queries } from './queries.ts';
import { transactions } from './transactions.ts';
import { unloaded } from './unloaded.ts';
import { validatedSave } from './validated-save.ts';
import { values } from './values.ts';
import { writes } from './writes.ts';

/** Behaviours that MikroORM has by itself: they are the same in both realms. */
export const shared: Readonly<Record<string, readonly Behaviour[]>> = {
  queries,
  populate,
  values,
  writes,
  transactions,
  validatedSave,
};

/** Behaviours of jobs alone. */
export const ofIsolates: readonly Behaviour[] = [...isolateOnly, ...unloaded];

export { bounded };
