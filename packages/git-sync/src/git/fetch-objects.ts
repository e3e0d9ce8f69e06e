import type { SyncLimits } from '../limits.ts';
import { LimitExceededError } from '../errors.ts';
import type { RepositoryUrl } from '../repository-url.ts';
import { cacheBytes } from '../store/cache.ts';
import { type GitContext, runGit } from './run-git.ts';

// Given with the command and not written down: without them the cache is an ordinary repository, in which no command goes and
// fetches an object that is missing.
const PARTIAL_CLONE = ['remote.origin.promisor=true', 'remote.origin.partialclonefilter=blob:none'] as const;
const FETCH = [
  'fetch',
  '--quiet',
  '--no-tags',
  '--no-write-fetch-head',
  '--no-auto-maintenance',
  '--no-recurse-submodules',
] as const;
const WATCH_INTERVAL_MS = 50;

/** What {@link fetchCommit} fetches. */
export interface FetchCommitOptions {
  readonly url: RepositoryUrl;
  readonly commit: string;
  /** Whether files come along. Those that are larger than a snapshot may have are left out in any case. */
  readonly withFiles: boolean;
}

/**
 * Fetches one commit with its folders and without history. Remotes that cannot leave files out send all of them, which costs time and
 * nothing else.
 */
export async function fetchCommit(context: GitContext, options: FetchCommitOptions): Promise<void> {
  const { commit, url, withFiles } = options;
  const filter = withFiles ? `blob:limit=${context.limits.fileBytes + 1}` : 'blob:none';
  await watchDownload(context, (watched) =>
    runGit(watched, {
      args: [...FETCH, `--filter=${filter}`, '--depth=1', '--', 'origin', `+${commit}:refs/jobwright/${commit}`],
      protocol: url.protocol,
      settings: PARTIAL_CLONE,
    }),
  );
}

/** Fetches objects by id: the files that are still missing. */
export async function fetchObjects(context: GitContext, url: RepositoryUrl, ids: readonly string[]): Promise<void> {
  await watchDownload(context, (watched) =>
    runGit(watched, {
      args: [...FETCH, '--filter=blob:none', '--stdin', '--', 'origin'],
      protocol: url.protocol,
      settings: [...PARTIAL_CLONE, 'fetch.negotiationAlgorithm=noop'],
      input: `${ids.join('\n')}\n`,
    }),
  );
}

/** Looks at the size of what comes in, since git has no limit of its own for it. */
async function watchDownload(context: GitContext, download: (watched: GitContext) => Promise<unknown>): Promise<void> {
  const stop = new AbortController();
  const before = await cacheBytes(context.gitDirectory);
  const check = async (): Promise<void> => {
    const received = (await cacheBytes(context.gitDirectory)) - before;
    if (received > context.limits.downloadBytes) {
      stop.abort(tooLarge(context.limits));
    }
  };
  const timer = setInterval(() => void check(), WATCH_INTERVAL_MS);
  try {
    await download({ ...context, signal: AbortSignal.any([context.signal, stop.signal]) });
    await check();
    stop.signal.throwIfAborted();
  } finally {
    clearInterval(timer);
  }
}

function tooLarge(limits: SyncLimits): LimitExceededError {
  return new LimitExceededError(
    'downloadBytes',
    `The repository is larger than ${limits.downloadBytes} bytes when it is fetched. Name a path in it, make it smaller, or ask the operator to raise "downloadBytes".`,
  );
}
