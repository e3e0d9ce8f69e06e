/** Who can put it right: the person who named the repository, the people who keep it, or the operator of this machine. */
export type GitErrorFault = 'user' | 'repository' | 'remote' | 'system';

/** Options of {@link GitSyncError}. */
export interface GitSyncErrorOptions {
  readonly cause?: unknown;
}

/**
 * Base of all errors of this package. Messages say what to do and never hold a secret.
 *
 * @remarks Compare `code`, not the class: there may be two copies of this package.
 */
export abstract class GitSyncError extends Error {
  /** Stable: `JOBWRIGHT_GIT_…`. */
  abstract readonly code: string;
  abstract readonly fault: GitErrorFault;
  /** True if the same request may work later without anybody changing anything. */
  readonly transient: boolean = false;

  constructor(message: string, options: GitSyncErrorOptions = {}) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown before anything is asked when a URL is malformed, holds credentials, or is of a kind or host that the policy does not allow. */
export class UrlNotAllowedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_URL_NOT_ALLOWED';
  readonly fault = 'user';
}

/** Thrown when a ref is not the name of a branch or tag, nor a whole commit id. */
export class RefInvalidError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_REF_INVALID';
  readonly fault = 'user';
}

/** Thrown when the path within the repository is absolute, leaves it, or holds characters that no path should. */
export class PathInvalidError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_PATH_INVALID';
  readonly fault = 'user';
}

/** Thrown when a secret cannot be read, may not be read, or does not fit the URL. */
export class CredentialsInvalidError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_CREDENTIALS_INVALID';
  readonly fault = 'user';
}

/** Thrown when the remote refuses the credentials, or wants some and got none. */
export class AuthenticationFailedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_AUTHENTICATION_FAILED';
  readonly fault = 'user';
}

/** Thrown when the key of an SSH server is not the one in known_hosts. */
export class HostKeyRefusedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_HOST_KEY_REFUSED';
  readonly fault = 'user';
}

/** Thrown when the TLS certificate of the remote is not trusted. */
export class CertificateRefusedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_CERTIFICATE_REFUSED';
  readonly fault = 'remote';
}

/** Thrown when there is no repository at the URL, or none that these credentials may see. */
export class RepositoryNotFoundError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_REPOSITORY_NOT_FOUND';
  readonly fault = 'user';
}

/** Thrown when the remote answers with a redirect. Redirects are not followed: they could lead past the list of allowed hosts. */
export class RedirectedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_REDIRECTED';
  readonly fault = 'user';
}

/** Thrown when the remote has no such branch or tag (any more). */
export class RefNotFoundError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_REF_NOT_FOUND';
  readonly fault = 'user';
}

/** Thrown when the remote does not give out a commit. */
export class CommitNotFoundError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_COMMIT_NOT_FOUND';
  readonly fault = 'user';
}

/** Thrown when a tag or id names a file or folder object instead of a commit. */
export class NotACommitError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_NOT_A_COMMIT';
  readonly fault = 'user';
}

/** Thrown when the commit has no folder at the path that was asked for. */
export class PathNotFoundError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_PATH_NOT_FOUND';
  readonly fault = 'user';
}

/** Thrown when the remote cannot be reached, or breaks off. */
export class UnreachableError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_UNREACHABLE';
  readonly fault = 'remote';
  override readonly transient = true;
}

/** Thrown when the remote cannot do what a sync needs: shallow fetches by commit id. */
export class ServerUnsupportedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_SERVER_UNSUPPORTED';
  readonly fault = 'remote';
}

/** Thrown when a sync takes longer than `timeoutMs`, or the remote sends nothing for `idleTimeoutMs`. */
export class TimeoutError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_TIMEOUT';
  readonly fault = 'remote';
  override readonly transient = true;
}

/** Thrown when the caller's signal ends a sync. */
export class CanceledError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_CANCELED';
  readonly fault = 'user';
}

/** Thrown when a repository is larger than a limit of {@link SyncLimits}. */
export class LimitExceededError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_LIMIT_EXCEEDED';
  readonly fault = 'repository';
  /** The limit by its name in {@link SyncLimits}, or `memory`. */
  readonly limit: string;

  constructor(limit: string, message: string, options: GitSyncErrorOptions = {}) {
    super(message, options);
    this.limit = limit;
  }
}

/** Thrown when a tree holds something that must not be written: see the list in the README. */
export class UnsafeEntryError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_UNSAFE_ENTRY';
  readonly fault = 'repository';
  /** The path in the repository, made printable. */
  readonly path: string;
  /** What is wrong with it, as a part of a sentence. */
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`The repository holds "${path}", ${reason}. Remove or rename it, then sync again.`);
    this.path = path;
    this.reason = reason;
  }
}

/** Thrown when objects of the repository are damaged or malformed. */
export class CorruptObjectsError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_CORRUPT_OBJECTS';
  readonly fault = 'repository';
}

/** Thrown when an LFS server has not got an object, or gives another content than its pointer says. */
export class LfsFailedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_LFS_FAILED';
  readonly fault = 'repository';
}

/** Thrown when there is no usable git on this machine. */
export class GitUnusableError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_UNUSABLE';
  readonly fault = 'system';
}

/** Thrown when the store cannot read or write its own folder. */
export class StoreFailedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_STORE_FAILED';
  readonly fault = 'system';
}

/** Thrown when a snapshot that is asked for is not (or no longer) in the store. */
export class SnapshotNotFoundError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_SNAPSHOT_NOT_FOUND';
  readonly fault = 'user';
}

/** Thrown when git fails in a way that none of the other errors describes. */
export class GitFailedError extends GitSyncError {
  readonly code = 'JOBWRIGHT_GIT_FAILED';
  readonly fault = 'system';
}
