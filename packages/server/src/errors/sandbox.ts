import { JobwrightError } from './base.ts';

/** The isolated-vm that is installed must not be used. */
export class IsolatedVmUnusableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_ISOLATED_VM_UNUSABLE';
  readonly fault = 'system';

  constructor(version: string, minimum: string) {
    super(
      `isolated-vm ${version} is installed, and job code can break out of versions below ${minimum} (GHSA-864f-rcv7-6rh4). Install ${minimum} or newer.`,
    );
  }
}

/** The runtime bundle cannot be evaluated in an isolate: a model package throws when it is loaded. */
export class RuntimeBootError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUNTIME_BOOT';
  readonly fault = 'user';

  constructor(reason: string) {
    super(
      `The runtime bundle cannot be started in an isolate: ${reason}. Model packages must not use anything of Node or of a browser when they are loaded.`,
    );
  }
}

/** What an isolate sent cannot be taken. */
export class BridgeArgumentError extends JobwrightError {
  readonly code = 'JOBWRIGHT_BRIDGE_ARGUMENT';
  readonly fault = 'user';

  constructor(reason: string, options?: ErrorOptions) {
    super(`What the job sent cannot be taken: ${reason}.`, options);
  }
}

/** A job asked for an uploaded file that its run does not have. */
export class RunFileUnknownError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUN_FILE_UNKNOWN';
  readonly fault = 'user';

  constructor() {
    super('The run has no such uploaded file.');
  }
}
