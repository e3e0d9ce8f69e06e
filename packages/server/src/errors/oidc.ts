import { JobwrightError } from './base.ts';

/** An identity provider cannot be reached, or says itself that it cannot answer now. */
export class OidcProviderUnavailableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_PROVIDER_UNAVAILABLE';
  readonly fault = 'system';

  constructor(label: string, options?: ErrorOptions) {
    super(`${label} cannot be reached at the moment. Try again later, or sign in another way.`, options);
  }
}

/** What an identity provider sent does not hold: an issuer, a signature or a nonce is wrong, or it refuses our client. */
export class OidcResponseInvalidError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_RESPONSE_INVALID';
  readonly fault = 'system';

  constructor(label: string, options?: ErrorOptions) {
    super(`What ${label} answered does not hold. Try again; if it stays so, the log of the server says why.`, options);
  }
}

/** A browser comes back from an identity provider without having left for it from here, or too late. */
export class OidcAttemptUnknownError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN';
  readonly fault = 'user';

  constructor() {
    super('This sign-in was not begun in this browser, or took too long. Sign in again.');
  }
}

/** The identity provider refused, or somebody gave up there. */
export class OidcDeniedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_DENIED';
  readonly fault = 'user';

  constructor(label: string, options?: ErrorOptions) {
    super(`${label} did not let you sign in.`, options);
  }
}

/** The identity provider does not tell what the configuration wants to know. */
export class OidcClaimMissingError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_CLAIM_MISSING';
  readonly fault = 'system';

  constructor(label: string, claim: string) {
    super(`${label} does not tell a usable "${claim}" of you. Ask an administrator to look at the claims and scopes.`);
  }
}

/** Nobody here belongs to the account at the identity provider, and it makes no users. */
export class OidcUserUnknownError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_USER_UNKNOWN';
  readonly fault = 'user';

  constructor(label: string) {
    super(`Your account at ${label} belongs to no user here. Ask an administrator for one.`);
  }
}

/** There is a user of that name or address here already, who must not be taken over. */
export class OidcUserConflictError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_USER_CONFLICT';
  readonly fault = 'user';

  constructor(label: string) {
    super(`A user here has the name or address of your account at ${label}, and is not linked to it.`);
  }
}

/** The user that belongs to the account at the identity provider is not active. */
export class OidcUserInactiveError extends JobwrightError {
  readonly code = 'JOBWRIGHT_OIDC_USER_INACTIVE';
  readonly fault = 'user';

  constructor() {
    super('Your user here is not active. Ask an administrator to let you in.');
  }
}
