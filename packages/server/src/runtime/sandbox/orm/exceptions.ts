import * as core from '@mikro-orm/core';
import type { DatabaseErrorDetails } from '../../data-protocol.ts';

/** Classes by the name that the host gives: nothing else of the core can be named. */
const classes: Readonly<Record<string, new (previous: Error) => core.DriverException>> = {
  CheckConstraintViolationException: core.CheckConstraintViolationException,
  ConstraintViolationException: core.ConstraintViolationException,
  DeadlockException: core.DeadlockException,
  ForeignKeyConstraintViolationException: core.ForeignKeyConstraintViolationException,
  LockWaitTimeoutException: core.LockWaitTimeoutException,
  NotNullConstraintViolationException: core.NotNullConstraintViolationException,
  ServerException: core.ServerException,
  UniqueConstraintViolationException: core.UniqueConstraintViolationException,
};

/**
 * Makes MikroORM's exception of a host error that came from the database, with `constraint`, `table`, `column`, `detail`
 * and the SQLSTATE as `code`, as PostgreSQL's driver would have set them. Everything else passes through.
 */
export function rebuildException(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const details = (error as { details?: Partial<DatabaseErrorDetails> }).details;
  if (details?.kind !== 'database') return error;
  const previous = new Error(error.message);
  if (error.stack !== undefined) previous.stack = error.stack;
  const fields = {
    code: details.sqlState,
    constraint: details.constraint,
    table: details.table,
    column: details.column,
    detail: details.detail,
  };
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) Object.defineProperty(previous, name, { value, enumerable: true });
  }
  const ExceptionClass = classes[error.name] ?? core.DriverException;
  const exception = new ExceptionClass(previous);
  exception.name = error.name in classes ? error.name : 'DriverException';
  exception.message = error.message;
  if (error.stack !== undefined) {
    // The message may have several lines: the frames begin at the first "at".
    const frames = error.stack.indexOf('\n    at ');
    exception.stack = `${exception.name}: ${error.message}${frames === -1 ? '' : error.stack.slice(frames)}`;
  }
  return exception;
}
