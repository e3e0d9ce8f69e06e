import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { resolveCredentials, type SecretReader } from '../credentials.ts';
import { TimeoutError } from '../errors.ts';
import { killLeftovers } from '../git/leftovers.ts';
import type { GitContext } from '../git/run-git.ts';
import type { SpawnGate } from '../git/spawn-gate.ts';
import type { SyncLimits } from '../limits.ts';
import type { ResolvedPolicy } from '../policy.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import { removeTree } from '../snapshot/remove-tree.ts';
import { INCOMING_PREFIX } from '../snapshot/write-snapshot.ts';
import { tidyRepository } from './cache.ts';
import type { RepositoryLayout, RepositoryReference } from './layout.ts';
import { withLock } from './lock.ts';

/** What is the same for all repositories of a store. */
export interface StoreSettings {
  /** Absolute. */
  readonly directory: string;
  /** See {@link RepositoryLayout}. */
  readonly emptyDirectory: string;
  readonly policy: ResolvedPolicy;
  readonly limits: SyncLimits;
  /** Where variables with secrets, and those that git inherits, come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readSecret: SecretReader | undefined;
  readonly spawnGate: SpawnGate;
}

/** One piece of work on one repository. */
export interface Session {
  readonly settings: StoreSettings;
  readonly layout: RepositoryLayout;
  readonly reference: RepositoryReference;
  readonly url: RepositoryUrl;
  /** `sync` changes the repository's folder, `refs` only asks the remote. Each has a lock of its own. */
  readonly purpose: 'sync' | 'refs';
}

/**
 * Runs an action with the repository's lock, its secrets at hand, and a deadline. Whatever happens, the secrets are gone afterwards.
 *
 * @throws {@link TimeoutError} when it takes longer than `limits.timeoutMs`.
 */
export async function withSession<T>(
  session: Session,
  signal: AbortSignal,
  action: (context: GitContext) => Promise<T>,
): Promise<T> {
  const { layout, purpose, settings } = session;
  const { timeoutMs } = settings.limits;
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(
      new TimeoutError(
        `The sync took longer than ${timeoutMs} ms. Try again later, name a path in the repository, or ask the operator to raise "timeoutMs".`,
      ),
    );
  }, timeoutMs);
  const bounded = AbortSignal.any([signal, deadline.signal]);
  try {
    await mkdir(layout.directory, { recursive: true, mode: 0o700 });
    const lock = purpose === 'sync' ? layout.syncLock : layout.refsLock;
    return await withLock(lock, bounded, async () => {
      await removeLeftovers(layout, purpose);
      return withSecrets(session, bounded, action);
    });
  } finally {
    clearTimeout(timer);
  }
}

async function withSecrets<T>(
  session: Session,
  signal: AbortSignal,
  action: (context: GitContext) => Promise<T>,
): Promise<T> {
  const { layout, purpose, reference, settings, url } = session;
  const scratchDirectory = join(layout.directory, `${scratchPrefix(purpose)}${randomUUID()}`);
  await mkdir(scratchDirectory, { mode: 0o700 });
  try {
    const { directory, emptyDirectory, environment, limits, policy, readSecret, spawnGate } = settings;
    const authentication = await resolveCredentials(reference.credentials, {
      url,
      policy,
      environment,
      readSecret,
      scratchDirectory,
    });
    return await action({
      directory: layout.directory,
      gitDirectory: layout.cache,
      emptyDirectory,
      inherit: environment,
      authentication,
      mark: markOf(layout, purpose),
      limits,
      signal,
      confidential: { secrets: authentication.secrets, storeDirectory: directory },
      spawnGate,
    });
  } finally {
    await rm(scratchDirectory, { recursive: true, force: true });
  }
}

/**
 * Removes what a session that was killed left behind, its processes included. Whoever calls it holds the lock, so nobody is using any of it.
 */
export async function removeLeftovers(layout: RepositoryLayout, purpose: Session['purpose']): Promise<void> {
  const leftovers = await findEntries(layout.directory, scratchPrefix(purpose));
  if (purpose === 'sync') {
    leftovers.push(...(await findEntries(layout.snapshots, INCOMING_PREFIX)));
  }
  if (leftovers.length === 0) {
    return;
  }
  await killLeftovers(markOf(layout, purpose));
  await Promise.all(leftovers.map((path) => removeTree(path)));
  if (purpose === 'sync') {
    await tidyRepository(layout);
  }
}

async function findEntries(folder: string, prefix: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.startsWith(prefix)).map((name) => join(folder, name));
}

function scratchPrefix(purpose: Session['purpose']): string {
  return `scratch-${purpose}-`;
}

function markOf(layout: RepositoryLayout, purpose: Session['purpose']): string {
  return `${layout.mark}-${purpose}`;
}
