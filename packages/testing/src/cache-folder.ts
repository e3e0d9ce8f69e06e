import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Folder for what is made once and used by every later test run: the database server, bundles and snapshots. Whoever
 * deletes it loses time only.
 */
export function cacheFolder(): string {
  const caches = process.env['XDG_CACHE_HOME'] ?? '';
  return join(caches === '' ? join(homedir(), '.cache') : caches, 'jobwright-testing');
}
