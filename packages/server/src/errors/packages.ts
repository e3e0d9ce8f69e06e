import { JobwrightError } from './base.ts';

/** The lock file of a repository is missing, does not fit its package.json, or names something that is not installed. */
export class LockFileInvalidError extends JobwrightError {
  readonly code = 'JOBWRIGHT_LOCK_FILE_INVALID';
  readonly fault = 'user';
}

/** A package of a lock file cannot be had, is not what the lock file says, or passes a limit. */
export class PackageInstallError extends JobwrightError {
  readonly code = 'JOBWRIGHT_PACKAGE_INSTALL';
  readonly fault = 'user';
}
