/** Who has to act: `user` corrected the request or the configuration, `system` means that something broke. */
export type Fault = 'user' | 'system';

/** Base of all errors of the server. Compare `code`, not the class, where an error may come from another copy. */
export abstract class JobwrightError extends Error {
  abstract readonly code: `JOBWRIGHT_${string}`;
  abstract readonly fault: Fault;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}
