import { JobwrightError } from './base.ts';

/** What is wrong with a request, by field: `{ name: ['is required'] }`. Names are those of the request. */
export type FieldProblems = Readonly<Record<string, readonly string[]>>;

/** The request has no valid token. */
export class UnauthenticatedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_UNAUTHENTICATED';
  readonly fault = 'user';
}

/** The user, or the token, may not do this. */
export class PermissionDeniedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_PERMISSION_DENIED';
  readonly fault = 'user';

  constructor(message = 'You do not have permission to perform this action.') {
    super(message);
  }
}

/** Nothing is at this address, or the user may not know of it. */
export class NotFoundError extends JobwrightError {
  readonly code = 'JOBWRIGHT_NOT_FOUND';
  readonly fault = 'user';

  constructor(message = 'Not found.') {
    super(message);
  }
}

/** Values of a request are not right; every one is named. */
export class InputInvalidError extends JobwrightError {
  readonly code = 'JOBWRIGHT_INPUT_INVALID';
  readonly fault = 'user';
  readonly fields: FieldProblems;

  constructor(fields: FieldProblems) {
    const problems = Object.entries(fields).map(([field, messages]) => `${field}: ${messages.join(' ')}`);
    super(`The request is not valid. ${problems.join('; ')}`);
    this.fields = fields;
  }
}

/** The request itself cannot be understood, whatever its fields say. */
export class RequestMalformedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_REQUEST_MALFORMED';
  readonly fault = 'user';
}

/** An uploaded file is larger than the server takes. */
export class UploadTooLargeError extends JobwrightError {
  readonly code = 'JOBWRIGHT_UPLOAD_TOO_LARGE';
  readonly fault = 'user';
}

/** The object is still referred to by others that do not go with it. */
export class ObjectProtectedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OBJECT_PROTECTED';
  readonly fault = 'user';
}

/** Somebody else changed the object at the same time. */
export class ObjectChangedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OBJECT_CHANGED';
  readonly fault = 'user';

  constructor(options?: ErrorOptions) {
    super('Somebody else changed the object meanwhile. Read it again, then repeat your change.', options);
  }
}

/** The job is switched off. */
export class JobDisabledError extends JobwrightError {
  readonly code = 'JOBWRIGHT_JOB_DISABLED';
  readonly fault = 'user';

  constructor(classPath: string) {
    super(`The job ${classPath} is disabled. Enable it before you run it.`);
  }
}

/** The class, or the file that it was in, is gone from its source. */
export class JobNotInstalledError extends JobwrightError {
  readonly code = 'JOBWRIGHT_JOB_NOT_INSTALLED';
  readonly fault = 'user';

  constructor(classPath: string) {
    super(`The source of the job ${classPath} is not installed any more. Its results stay; it cannot be run.`);
  }
}

/** The caller asked for a worker, and none is there. */
export class WorkerUnavailableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_WORKER_UNAVAILABLE';
  readonly fault = 'user';

  constructor() {
    super('No worker is running that could take the job. Start one with "jobwright worker".');
  }
}

/** The run is over: it can be canceled no more. */
export class RunFinishedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUN_FINISHED';
  readonly fault = 'user';

  constructor(status: string) {
    super(`The run is over (${status}); it cannot be canceled any more.`);
  }
}

/** The run's input was not kept, because part of it is sensitive or was a file. */
export class InputNotStoredError extends JobwrightError {
  readonly code = 'JOBWRIGHT_INPUT_NOT_STORED';
  readonly fault = 'user';

  constructor() {
    super('The input of this run was not stored, because it had sensitive values or files. Run the job anew.');
  }
}

/** The user of a schedule was deleted, or may not sign in any more. */
export class ScheduleOrphanedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SCHEDULE_ORPHANED';
  readonly fault = 'user';

  constructor(userName: string) {
    super(`The schedule belongs to ${userName}, who is not active any more. Delete it, and make one of your own.`);
  }
}

/** The client asks a route more often than the configuration allows. */
export class RateLimitedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RATE_LIMITED';
  readonly fault = 'user';
  readonly retryAfterS: number;

  constructor(retryAfterS: number) {
    super(`Too many requests. Try again in ${retryAfterS} seconds.`);
    this.retryAfterS = retryAfterS;
  }
}
