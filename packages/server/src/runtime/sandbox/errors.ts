/** Thrown when the module of a run has no job of the name. The job's fault: the class was removed or renamed. */
export class JobClassMissingError extends Error {
  readonly code = 'JOBWRIGHT_JOB_CLASS_MISSING';

  constructor(className: string) {
    super(`The module has no job "${className}". Is the class still exported, and does it still extend Job?`);
    this.name = 'JobClassMissingError';
  }
}

/** Thrown when `run` returned what cannot be stored. The job's fault. */
export class OutputInvalidError extends Error {
  readonly code = 'JOBWRIGHT_OUTPUT_INVALID';

  constructor(reason: string) {
    super(
      `What run returned cannot be stored as the output: ${reason}. Return text, or plain data that JSON can hold.`,
    );
    this.name = 'OutputInvalidError';
  }
}

/** Thrown when a job imports what is not there. The job's fault. */
export class ModuleUnavailableError extends Error {
  readonly code = 'JOBWRIGHT_MODULE_UNAVAILABLE';

  constructor(specifier: string, available: readonly string[]) {
    super(
      `"${specifier}" cannot be imported in jobs. Available are relative files of the same source and: ${available.join(', ')}.`,
    );
    this.name = 'ModuleUnavailableError';
  }
}
