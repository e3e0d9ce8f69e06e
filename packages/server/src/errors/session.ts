import { JobwrightError } from './base.ts';

/** Name, password or token are not right. It never says which. */
export class SignInRefusedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SIGN_IN_REFUSED';
  readonly fault = 'user';

  constructor() {
    super('The user name or password is not right, or the token is not valid.');
  }
}

/** Too many attempts to sign in have failed. */
export class SignInThrottledError extends JobwrightError {
  readonly code = 'JOBWRIGHT_SIGN_IN_THROTTLED';
  readonly fault = 'user';
  readonly retryAfterS: number;

  constructor(retryAfterS: number) {
    super(`Too many attempts to sign in have failed. Try again in ${Math.ceil(retryAfterS / 60)} minutes.`);
    this.retryAfterS = retryAfterS;
  }
}

/** A browser sent the request on behalf of another site. */
export class CrossSiteRequestError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CROSS_SITE_REQUEST';
  readonly fault = 'user';

  constructor() {
    super('Requests with a session cookie must come from a page of this server. Programs send a token instead.');
  }
}
