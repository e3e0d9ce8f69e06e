import { JobwrightError } from './base.ts';

/** A user of that name exists already. */
export class UserExistsError extends JobwrightError {
  readonly code = 'JOBWRIGHT_USER_EXISTS';
  readonly fault = 'user';

  constructor(username: string) {
    super(`There is a user "${username}" already. Choose another name.`);
  }
}

/** The change would leave nobody who may do everything. */
export class LastSuperuserError extends JobwrightError {
  readonly code = 'JOBWRIGHT_LAST_SUPERUSER';
  readonly fault = 'user';

  constructor() {
    super('This is the last active superuser. Make another one first.');
  }
}

/** Somebody who is no superuser wants to hand out more than they hold. */
export class GrantExceededError extends JobwrightError {
  readonly code = 'JOBWRIGHT_GRANT_EXCEEDED';
  readonly fault = 'user';
  /** What is missing: `run extras.job`. */
  readonly excess: readonly string[];

  constructor(excess: readonly string[]) {
    const shown = excess.slice(0, 10).join(', ') + (excess.length > 10 ? ', …' : '');
    super(`You may not hand out what you do not hold yourself: ${shown}. A superuser may.`);
    this.excess = excess;
  }
}

/** The token may not be used from the address that the request comes from. */
export class TokenNetworkError extends JobwrightError {
  readonly code = 'JOBWRIGHT_TOKEN_NETWORK';
  readonly fault = 'user';

  constructor() {
    super('This token may not be used from your address.');
  }
}
