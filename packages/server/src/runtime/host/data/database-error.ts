import { ValidationError } from '@mikro-orm/core';
import { DataArgumentError, DatabaseOperationError } from '../../../errors.ts';
import type { DatabaseErrorDetails } from '../../data-protocol.ts';

/** Fields of PostgreSQL's errors: https://www.postgresql.org/docs/current/protocol-error-fields.html */
interface PostgresError {
  readonly code?: unknown;
  readonly message: string;
  readonly detail?: unknown;
  readonly constraint?: unknown;
  readonly table?: unknown;
  readonly column?: unknown;
  readonly severity?: unknown;
}

/** SQLSTATE to the name of MikroORM's exception, as its `PostgreSqlExceptionConverter` has it. */
const exceptionNames: Readonly<Record<string, string>> = {
  // PostgreSQL 18 has a code of its own for `on delete restrict`.
  '23001': 'ForeignKeyConstraintViolationException',
  '23502': 'NotNullConstraintViolationException',
  '23503': 'ForeignKeyConstraintViolationException',
  '23505': 'UniqueConstraintViolationException',
  '23514': 'CheckConstraintViolationException',
  '23P01': 'ConstraintViolationException',
  '40001': 'DeadlockException',
  '40P01': 'DeadlockException',
  '55P03': 'LockWaitTimeoutException',
};

/** Classes of SQLSTATE whose messages are about the data alone, or a row, or a limit that a job can act upon. */
const openClasses = new Set(['21', '22', '23', '40', '42', '53', '54', '55', '57']);

/** Columns of a table whose values nobody may see. */
export type SensitiveColumns = (table: string) => readonly string[];

/**
 * Turns an error of the database into one that may enter the isolate: PostgreSQL's message with its detail, the names of
 * constraint, table and column, and no SQL. Details that hold sensitive values are left out. Other errors pass through.
 */
export function convertDatabaseError(error: unknown, sensitiveColumns: SensitiveColumns): unknown {
  // MikroORM speaks of properties and conditions here, which are the job's own.
  if (error instanceof ValidationError) return new DataArgumentError(error.message);
  if (!isPostgresError(error)) return error;
  const sqlState = String(error.code);
  const details: DatabaseErrorDetails = {
    kind: 'database',
    sqlState,
    ...textField('constraint', error.constraint),
    ...textField('table', error.table),
    ...textField('column', error.column),
    ...textField('detail', showableDetail(error, sensitiveColumns)),
  };
  const isOpen = openClasses.has(sqlState.slice(0, 2));
  const message = isOpen ? messageOf(error, details) : `The database cannot do this now (SQLSTATE ${sqlState}).`;
  return new DatabaseOperationError(exceptionNames[sqlState] ?? 'DriverException', message, { details, cause: error });
}

function messageOf(error: PostgresError, details: DatabaseErrorDetails): string {
  // MikroORM appends these, one per line, behind what PostgreSQL said.
  const [first = ''] = error.message.split('\n - ');
  return details.detail === undefined ? first : `${first}\n - detail: ${details.detail}`;
}

/** PostgreSQL's detail, unless it holds values that nobody may see: a whole row, or a key with a sensitive column in it. */
function showableDetail({ detail, table }: PostgresError, sensitiveColumns: SensitiveColumns): unknown {
  if (typeof detail !== 'string' || detail.startsWith('Failing row contains')) return undefined;
  const columns = /^Key \((.+?)\)=/.exec(detail)?.[1] ?? '';
  const isSensitive = typeof table === 'string' && sensitiveColumns(table).some((column) => columns.includes(column));
  return isSensitive ? `Key (${columns}) already exists or is in use.` : detail;
}

function textField<Name extends string>(name: Name, value: unknown): Partial<Record<Name, string>> {
  return typeof value === 'string' && value.trim() !== '' ? ({ [name]: value } as Record<Name, string>) : {};
}

function isPostgresError(error: unknown): error is Error & PostgresError {
  return (
    error instanceof Error &&
    'severity' in error &&
    'code' in error &&
    typeof error.code === 'string' &&
    /^[0-9A-Z]{5}$/.test(error.code)
  );
}
