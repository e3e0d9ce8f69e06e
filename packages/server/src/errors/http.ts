import { JobwrightError } from './base.ts';

/** The configuration does not let the job reach a host. */
export class EgressDeniedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_EGRESS_DENIED';
  readonly fault = 'user';
}

/** A host that the job may reach has an address that is not public, and no rule of the configuration allows it. */
export class EgressAddressError extends JobwrightError {
  readonly code = 'JOBWRIGHT_EGRESS_ADDRESS';
  readonly fault = 'user';
}

/** What a job wants to send is no request that can be sent. */
export class FetchRequestError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_REQUEST';
  readonly fault = 'user';

  constructor(reason: string) {
    super(`The request cannot be sent: ${reason}.`);
  }
}

/** A request, or all of them, are more than a run may ask for. */
export class FetchLimitError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_LIMIT';
  readonly fault = 'user';
  readonly details: { readonly limit: string };

  constructor(limit: string, message: string) {
    super(`${message} Ask for less, or raise limits.${limit} in the configuration.`);
    this.details = { limit };
  }
}

/** The answer, or its end, did not come in time. */
export class FetchTimeoutError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_TIMEOUT';
  readonly fault = 'user';

  constructor(origin: string, timeMs: number) {
    super(
      `The answer of ${origin} was not there after ${timeMs} ms. Try again later, or raise limits.fetchTimeMs in the configuration.`,
    );
  }
}

/** The host cannot be reached, or broke off. */
export class FetchFailedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_FAILED';
  readonly fault = 'user';
}

/** A redirect that is not followed. */
export class FetchRedirectError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_REDIRECT';
  readonly fault = 'user';
}

/** A read-only job wants to send a request that may change something. */
export class FetchReadOnlyError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_READ_ONLY';
  readonly fault = 'user';

  constructor(method: string) {
    super(
      `A read-only job may send GET, HEAD and OPTIONS only, and not ${method}: a read-only job changes nothing, here or elsewhere. Take meta.readOnly away if it has to.`,
    );
  }
}

/** The request was given up: by the job, or because its run ended. */
export class FetchAbortedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_FETCH_ABORTED';
  readonly fault = 'user';

  constructor() {
    super('The request was aborted.');
  }
}
