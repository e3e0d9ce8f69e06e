import { JobwrightError } from '@jobwright/sdk';

/** Thrown when the file of a job's class cannot be found out. */
export class JobSourceUnknownError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_TEST_JOB_SOURCE_UNKNOWN';
}

/** Thrown when the module of a job cannot be compiled or loaded: what its author sees on the platform. */
export class JobModuleBrokenError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_TEST_JOB_MODULE_BROKEN';
}

/** Thrown when the module has no job of that name. */
export class JobMissingError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_TEST_JOB_MISSING';
}

/** Thrown when an entry of `models` leads to no plugin. */
export class ModelsUnknownError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_TEST_MODELS_UNKNOWN';
}
