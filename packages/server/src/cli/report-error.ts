import { CommandUsageError, ConfigInvalidError, ConfigLoadError, JobwrightError, RestRequestError } from '../errors.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { printable, type Terminal } from './terminal.ts';

/** Prints an error that ended a command and gives the exit code. Errors that nobody raised on purpose show their stack. */
export function reportError(terminal: Terminal, error: unknown): ExitCode {
  if (error instanceof JobwrightError) {
    terminal.err(`${terminal.style('red', 'error')} ${printable(error.message)}\n      (${error.code})`);
    return isUsage(error) ? exitCodes.usage : exitCodes.failed;
  }
  terminal.err(
    `${terminal.style('red', 'unexpected error')} ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
  );
  return exitCodes.failed;
}

function isUsage(error: JobwrightError): boolean {
  if (error instanceof RestRequestError) return error.status >= 400 && error.status < 500 && error.status !== 409;
  return error instanceof CommandUsageError || error instanceof ConfigInvalidError || error instanceof ConfigLoadError;
}
