import type { EntityClass } from '@mikro-orm/core';
import { AuditEvent } from '../modules/audit/audit-event.entity.ts';
import { UploadedFileChunk } from '../modules/files/uploaded-file-chunk.entity.ts';
import { UploadedFile } from '../modules/files/uploaded-file.entity.ts';
import { GitRepository } from '../modules/git-repositories/git-repository.entity.ts';
import { ChangeEntry } from '../modules/job-results/change-entry.entity.ts';
import { Effect } from '../modules/job-results/effect.entity.ts';
import { JobResult } from '../modules/job-results/job-result.entity.ts';
import { LogEntry } from '../modules/job-results/log-entry.entity.ts';
import { SensitiveInput } from '../modules/job-results/sensitive-input.entity.ts';
import { JobBundle } from '../modules/jobs/job-bundle.entity.ts';
import { JobDataFile } from '../modules/jobs/job-data-file.entity.ts';
import { JobModule } from '../modules/jobs/job-module.entity.ts';
import { Job } from '../modules/jobs/job.entity.ts';
import { ObjectChange } from '../modules/object-changes/object-change.entity.ts';
import { ScheduledJob } from '../modules/schedules/scheduled-job.entity.ts';
import { ExternalIdentity } from '../modules/oidc/external-identity.entity.ts';
import { Secret } from '../modules/secrets/secret.entity.ts';
import { Session } from '../modules/sessions/session.entity.ts';
import { ObjectPermission } from '../modules/users/object-permission.entity.ts';
import { Token } from '../modules/users/token.entity.ts';
import { UserGroup } from '../modules/users/user-group.entity.ts';
import { User } from '../modules/users/user.entity.ts';
import { WorkerProcess } from '../modules/workers/worker-process.entity.ts';

/** Every table of the platform itself, whatever plugins are configured. */
export const platformEntities: readonly EntityClass<object>[] = [
  User,
  UserGroup,
  Token,
  Session,
  ExternalIdentity,
  ObjectPermission,
  JobBundle,
  JobDataFile,
  JobModule,
  Job,
  WorkerProcess,
  JobResult,
  SensitiveInput,
  LogEntry,
  ChangeEntry,
  Effect,
  ObjectChange,
  AuditEvent,
  Secret,
  GitRepository,
  ScheduledJob,
  UploadedFile,
  UploadedFileChunk,
];
