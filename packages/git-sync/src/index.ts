export type {
  HttpsTokenCredentials,
  RepositoryCredentials,
  SecretReader,
  SecretReference,
  SshKeyCredentials,
} from './credentials.ts';
export {
  AuthenticationFailedError,
  CanceledError,
  CertificateRefusedError,
  CommitNotFoundError,
  CorruptObjectsError,
  CredentialsInvalidError,
  GitFailedError,
  GitSyncError,
  GitUnusableError,
  HostKeyRefusedError,
  LfsFailedError,
  LimitExceededError,
  NotACommitError,
  PathInvalidError,
  PathNotFoundError,
  RedirectedError,
  RefInvalidError,
  RefNotFoundError,
  RepositoryNotFoundError,
  ServerUnsupportedError,
  SnapshotNotFoundError,
  StoreFailedError,
  TimeoutError,
  UnreachableError,
  UnsafeEntryError,
  UrlNotAllowedError,
  type GitErrorFault,
  type GitSyncErrorOptions,
} from './errors.ts';
export type { FollowOptions } from './follow.ts';
export type { RemoteRef } from './git/list-remote-refs.ts';
export type { CommitInfo } from './git/read-commit.ts';
export { defaultSyncLimits, type SyncLimits } from './limits.ts';
export type { SyncPolicy } from './policy.ts';
export type { FileChange, FileChangeStatus } from './snapshot/diff-snapshots.ts';
export type { LfsPointer } from './snapshot/lfs-pointer.ts';
export type { Snapshot } from './snapshot/snapshot.ts';
export type { SubmoduleReport } from './submodules/report-submodules.ts';
export type { ConcurrencyOptions } from './store/concurrency.ts';
export type { RepositoryReference } from './store/layout.ts';
export type { PruneResult } from './store/prune.ts';
export {
  createRepositoryStore,
  type FindSnapshotOptions,
  type PruneOptions,
  type RepositoryStore,
  type RepositoryStoreOptions,
  type SyncOptions,
} from './store/repository-store.ts';
export type { SyncResult } from './sync-repository.ts';
