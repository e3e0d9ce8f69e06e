/**
 * A process of its own that syncs one repository and prints the outcome as JSON: for tests of what several processes do at once, and of what
 * is left when one of them dies.
 *
 * Arguments: options of the store, options of the sync, both as JSON.
 */
import { createRepositoryStore, type RepositoryStoreOptions, type SyncOptions } from '../index.ts';

const [storeOptions = '{}', syncOptions = '{}'] = process.argv.slice(2);
const store = createRepositoryStore(JSON.parse(storeOptions) as RepositoryStoreOptions);
process.stdout.write(JSON.stringify(await store.syncRepository(JSON.parse(syncOptions) as SyncOptions)));
