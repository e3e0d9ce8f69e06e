import { JobwrightError } from './base.ts';

/** Secrets cannot be stored, because the server was given no key to encrypt them with. */
export class SecretKeyMissingError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SECRET_KEY_MISSING';
  readonly fault = 'user';

  constructor() {
    super(
      'The server has no key to encrypt secrets with. Set JOBWRIGHT_SECRET_KEY, e.g. to what "openssl rand -base64 32" prints, and keep it: without it, secrets cannot be read again.',
    );
  }
}

/** A stored secret cannot be decrypted with the keys that the server was given. */
export class SecretUnreadableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SECRET_UNREADABLE';
  readonly fault = 'user';

  constructor(options?: { readonly cause: unknown }) {
    super(
      'A secret cannot be decrypted: JOBWRIGHT_SECRET_KEY does not hold the key that it was stored with. Add that key behind the present one, with a comma between them.',
      options,
    );
  }
}

/** There is a secret of that name. */
export class SecretExistsError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SECRET_EXISTS';
  readonly fault = 'user';

  constructor(name: string) {
    super(`There is a secret "${name}" already. Change that one, or choose another name.`);
  }
}

/** A job asked for a secret that does not exist or that it may not read: it is not told which. */
export class SecretUnknownError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SECRET_UNKNOWN';
  readonly fault = 'user';

  constructor(name: string) {
    super(
      `There is no secret "${name}" that this job may read. An administrator can store it, and names the jobs that may read it.`,
    );
  }
}
