import {
  CheckConstraintViolationException,
  DeadlockException,
  DriverException,
  ForeignKeyConstraintViolationException,
  NotNullConstraintViolationException,
  OptimisticLockError,
  UniqueConstraintViolationException,
} from '@mikro-orm/core';
import { InputInvalidError, ObjectChangedError, ObjectProtectedError, RequestMalformedError } from '../errors.ts';

/** Names a column as the client does. */
export type ColumnNaming = (column: string) => string;

/** PostgreSQL 18 has a code of its own for `on delete restrict`, which MikroORM does not know yet. */
const restrictViolation = '23001';

/**
 * Turns a violated constraint into the error that a client can act upon; any other value passes through.
 * Fields and codes: https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
export function convertDatabaseError(error: unknown, nameColumn: ColumnNaming = (column) => column): unknown {
  if (error instanceof UniqueConstraintViolationException) return convertUnique(error, nameColumn);
  if (error instanceof ForeignKeyConstraintViolationException) return convertForeignKey(error, nameColumn);
  if (error instanceof NotNullConstraintViolationException) {
    const { column } = fieldsOf(error);
    return column ? new InputInvalidError({ [nameColumn(column)]: ['This field may not be null.'] }) : error;
  }
  if (error instanceof CheckConstraintViolationException) {
    const { constraint } = fieldsOf(error);
    return new InputInvalidError({ detail: [`The value violates the rule "${constraint ?? 'unknown'}".`] });
  }
  if (error instanceof OptimisticLockError || error instanceof DeadlockException) {
    return new ObjectChangedError({ cause: error });
  }
  return error instanceof DriverException ? convertByCode(error, nameColumn) : error;
}

function convertByCode(error: DriverException, nameColumn: ColumnNaming): unknown {
  if (error.code === restrictViolation) return convertForeignKey(error, nameColumn);
  // Class 22: a value that the column's type does not have, e.g. a network with host bits, or a number out of range.
  if (error.code?.startsWith('22') === true) {
    const { message } = error.cause instanceof Error ? error.cause : error;
    return new RequestMalformedError(`A value cannot be stored or compared: ${message}.`, { cause: error });
  }
  return error;
}

function convertUnique(error: Error, nameColumn: ColumnNaming): unknown {
  // Key (lower(name), site_id)=(a, 1) already exists.
  const columns = /^Key \((.+?)\)=\(/.exec(fieldsOf(error).detail ?? '')?.[1]?.split(', ') ?? [];
  if (columns.length === 0) return error;
  const names = columns.map((column) => nameColumn(column.replaceAll(/["()]|::\w+|lower/g, '')));
  const message =
    names.length === 1
      ? `An object with this ${names[0]} already exists.`
      : `An object with this combination of ${names.join(', ')} already exists.`;
  return new InputInvalidError(Object.fromEntries(names.map((name) => [name, [message]])));
}

function convertForeignKey(error: Error, nameColumn: ColumnNaming): unknown {
  const { detail, table } = fieldsOf(error);
  if (/is (still )?referenced from/.test(detail ?? '')) {
    const holder = /from table "(.+?)"/.exec(detail ?? '')?.[1] ?? table ?? 'another table';
    return new ObjectProtectedError(
      `The object cannot be deleted: objects in "${holder}" still refer to it. Delete or change those first.`,
    );
  }
  const column = /^Key \((.+?)\)=/.exec(detail ?? '')?.[1];
  return column
    ? new InputInvalidError({ [nameColumn(column)]: ['The object that this refers to does not exist.'] })
    : error;
}

/** The fields of PostgreSQL's error; MikroORM copies them onto its own exceptions. */
function fieldsOf(error: Error): { detail?: string; column?: string; constraint?: string; table?: string } {
  return error as { detail?: string; column?: string; constraint?: string; table?: string };
}
