import { JobwrightError } from './base.ts';

/** A job of which only one run may exist (`onConflict: 'refuse'`) has one already. */
export class JobAlreadyRunningError extends JobwrightError {
  readonly code = 'JOBWRIGHT_JOB_ALREADY_RUNNING';
  readonly fault = 'user';
  readonly jobResultId: string;

  constructor(jobPath: string, jobResultId: string) {
    super(
      `${jobPath} is already running (${jobResultId}) and allows one run at a time. Wait for it to end, or cancel it.`,
    );
    this.jobResultId = jobResultId;
  }
}

/** There is no such run. */
export class RunNotFoundError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUN_NOT_FOUND';
  readonly fault = 'user';

  constructor(jobResultId: string) {
    super(`There is no run ${jobResultId}.`);
  }
}

/** A file that a run was submitted with does not exist, belongs to somebody else or to another run. */
export class UploadedFileUnavailableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_UPLOADED_FILE_UNAVAILABLE';
  readonly fault = 'user';

  constructor() {
    super('An uploaded file of this run is gone or belongs to another one. Upload it again.');
  }
}

/** The log of a run could not be stored. */
export class LogStoreError extends JobwrightError {
  readonly code = 'JOBWRIGHT_LOG_STORE';
  readonly fault = 'system';
}

/** A slot wanted to end a run that somebody else has ended already. What the run changed is undone. */
export class RunNotOursError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUN_NOT_OURS';
  readonly fault = 'system';

  constructor(jobResultId: string) {
    super(`The run ${jobResultId} was ended by somebody else meanwhile.`);
  }
}
