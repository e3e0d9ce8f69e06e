import { GitSyncError, type SyncResult } from '@jobwright/git-sync';
import type { Pool } from 'pg';
import type { ModuleReport } from '../discovery/discover.ts';
import type { JobSource } from '../discovery/job-source.ts';
import { LogWriter } from '../modules/job-results/log-writer.ts';
import type { LogLevel } from '../runtime/protocol.ts';
import { LockFileInvalidError, PackageInstallError } from '../errors.ts';
import type { InstalledPackages } from '../packages/package-store.ts';
import { createGitSource } from './git-source.ts';
import { readCommitsInUse, readRepository, referenceOf, type RepositoryRow } from './read-repositories.ts';
import { followOf, installsPackages, type RepositoryAccess } from './repository-access.ts';
import { assertSecretsOpen } from './stored-secrets.ts';
import { cancelSync, claimSync, finishSync, type SyncEnd } from './sync-result.ts';

/** As many submodules or LFS files as are named one by one. */
const namedLimit = 20;

/** What syncs tell the log of the process. */
export interface SyncLogger {
  error(details: object, message: string): void;
}

export interface SyncContext {
  readonly pool: Pool;
  readonly access: RepositoryAccess;
  /** Brings the jobs of one source up to date. */
  readonly discover: (source: JobSource, signal: AbortSignal) => Promise<readonly ModuleReport[]>;
  readonly logger: SyncLogger;
}

export interface SyncAssignment {
  readonly jobResultId: string;
  readonly workerNumber: number;
  readonly signal: AbortSignal;
}

type Log = (level: LogLevel, message: string) => void;
type Outcome = Pick<SyncEnd, 'status' | 'output' | 'error' | 'commit'>;

/**
 * Task of the queue: brings a repository here, then its jobs up to date, and writes how that went into the sync's own
 * result. The repository's jobs stay as they were until all of the new commit is here.
 */
export async function executeSync(context: SyncContext, assignment: SyncAssignment): Promise<void> {
  const { pool } = context;
  const { jobResultId, workerNumber, signal } = assignment;
  const repositoryId = await claimSync(pool, jobResultId, workerNumber);
  if (repositoryId === undefined) return;
  const client = await pool.connect();
  const writer = new LogWriter({ client, jobResultId });
  const log: Log = (level, message) => writer.write({ group: 'sync', level, message });
  try {
    const repository = await readRepository(pool, repositoryId);
    const outcome = repository ? await sync(context, repository, { log, signal }) : gone(log);
    await writer.drain();
    if (signal.aborted) return await cancelSync(pool, assignment);
    const end = { jobResultId, workerNumber, repositoryId, logSummary: writer.summary, ...outcome };
    await finishSync(pool, repository ? { ...end, slug: repository.slug } : end);
  } finally {
    client.release();
  }
}

function gone(log: Log): Outcome {
  const message = 'The git repository was deleted.';
  log('failure', message);
  return { status: 'failed', output: undefined, error: { name: 'Failed', code: 'JOBWRIGHT_NOT_FOUND', message } };
}

async function sync(
  { pool, access, discover, logger }: SyncContext,
  repository: RepositoryRow,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<Outcome> {
  log('info', `Fetching ${repository.ref ?? 'the default branch'} of ${repository.remoteUrl}`);
  try {
    await assertSecretsOpen(pool, repository);
    const { store, packages } = access;
    const snapshot = await store.syncRepository({
      ...referenceOf(repository),
      ...(repository.ref === null ? {} : { ref: repository.ref }),
      path: repository.path,
      follow: followOf(access, repository),
      signal,
    });
    logSnapshot(log, snapshot);
    const installed = installsPackages(access, repository)
      ? await packages.install(snapshot.snapshotPath, signal)
      : undefined;
    logInstalled(log, installed);
    const reports = await discover(createGitSource(repository, { snapshot, installed }), signal);
    const outcome = logReports(log, reports, snapshot.commit);
    const inUse = [snapshot.commit, ...(await readCommitsInUse(pool, repository))];
    await store.pruneSnapshots({ ...referenceOf(repository), inUse });
    await packages.prune();
    return outcome;
  } catch (error) {
    if (signal.aborted) return { status: 'failed', output: undefined };
    const problem = isForPeople(error) ? error : unexpected(error, logger);
    log('failure', problem.message);
    const { name, code, message, fault } = problem;
    return { status: fault === 'system' ? 'errored' : 'failed', output: undefined, error: { name, code, message } };
  }
}

function isForPeople(error: unknown): error is GitSyncError | LockFileInvalidError | PackageInstallError {
  return error instanceof GitSyncError || error instanceof LockFileInvalidError || error instanceof PackageInstallError;
}

/** What is not meant for people may hold more than they should read. */
function unexpected(error: unknown, logger: SyncLogger): Pick<GitSyncError, 'name' | 'code' | 'message' | 'fault'> {
  logger.error({ err: error }, 'A sync failed.');
  const message = 'The sync failed for a reason that is in the log of the server.';
  return { name: 'Error', code: 'JOBWRIGHT_SYNC_FAILED', message, fault: 'system' };
}

function logSnapshot(log: Log, snapshot: SyncResult): void {
  const { commit, commitInfo, changed, files, submodules, lfsPointers } = snapshot;
  log(
    changed ? 'success' : 'info',
    `${changed ? 'New commit' : 'Nothing new: still at commit'} \`${commit.slice(0, 12)}\` of ${commitInfo.authorName}: ${commitInfo.subject}. ${files} files.`,
  );
  for (const { path, commit: pinned, followed } of submodules.slice(0, namedLimit))
    if (followed) log('info', `The submodule \`${path}\` is at commit \`${pinned.slice(0, 12)}\`.`);
    else log('warning', `The submodule \`${path}\` is not followed: its files are not there.`);
  for (const { path, size, followed } of lfsPointers.slice(0, namedLimit))
    if (followed) log('info', `\`${path}\` comes from Git LFS, ${size} bytes.`);
    else log('warning', `\`${path}\` is kept in Git LFS: the file holds only a pointer.`);
}

function logInstalled(log: Log, installed: InstalledPackages | undefined): void {
  if (installed?.isNew === true) log('success', `Installed ${installed.packages} packages of package-lock.json.`);
  else if (installed) log('info', `The ${installed.packages} packages of package-lock.json are here already.`);
}

function logReports(log: Log, reports: readonly ModuleReport[], commit: string): Outcome {
  const count = (status: ModuleReport['status']): number => reports.filter((report) => report.status === status).length;
  for (const { path, status, error } of reports) {
    if (error) {
      const place =
        error.file === undefined ? '' : ` (${error.file}${error.line === undefined ? '' : `:${error.line}`})`;
      log(
        'failure',
        `The module \`${path}\` is broken${place}: ${error.message} Its last good version goes on, if it had one.`,
      );
    } else if (status === 'described') log('success', `The module \`${path}\` is up to date.`);
    else if (status === 'removed') log('info', `The module \`${path}\` is gone.`);
  }
  const broken = count('broken');
  const output = {
    commit,
    updated: count('described'),
    unchanged: count('unchanged'),
    removed: count('removed'),
    broken,
  };
  if (broken === 0) return { status: 'completed', output, commit };
  const message = `${broken} of ${reports.length} modules are broken. The others are up to date.`;
  return { status: 'failed', output, commit, error: { name: 'Failed', code: 'JOBWRIGHT_MODULES_BROKEN', message } };
}
