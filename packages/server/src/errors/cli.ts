import { JobwrightError } from './base.ts';

/** A command was called in a wrong way. */
export class CommandUsageError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CLI_USAGE';
  readonly fault = 'user';
}

/** A command needs the running server and there is none. */
export class ServerNotRunningError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CLI_SERVER_NOT_RUNNING';
  readonly fault = 'user';
}

/** Nothing answers at the address of the server. */
export class ServerUnreachableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CLI_SERVER_UNREACHABLE';
  readonly fault = 'user';

  constructor(baseUrl: string, options?: ErrorOptions) {
    super(`Nothing answers at ${baseUrl}. Check the address, and that the server is running.`, options);
  }
}

/** The server refused a request of a command. */
export class RestRequestError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CLI_REQUEST_REFUSED';
  readonly fault = 'user';
  /** HTTP status. */
  readonly status: number;
  /** What the server answered, parsed. */
  readonly body: unknown;

  constructor(status: number, body: unknown) {
    super(describeAnswer(status, body));
    this.status = status;
    this.body = body;
  }
}

/** `{ "detail": … }`, `{ "errors": […] }` or problems by field, as lines for people. */
function describeAnswer(status: number, body: unknown): string {
  if (typeof body !== 'object' || body === null) return `The server refused the request (HTTP ${status}).`;
  const { detail, errors } = body as { detail?: unknown; errors?: unknown };
  if (typeof detail === 'string') return detail;
  if (Array.isArray(errors)) return errors.map(String).join('\n');
  const lines = Object.entries(body).map(
    ([field, problems]) => `  ${field}: ${[problems].flat().map(String).join(' ')}`,
  );
  return `The input is not valid:\n${lines.join('\n')}`;
}
