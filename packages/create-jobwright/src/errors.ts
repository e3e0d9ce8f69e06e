/**
 * Base of all errors of this package. They are thrown before anything is written, the user can put them right, and their
 * messages say how.
 */
export abstract class CreateError extends Error {
  /** Stable: `JOBWRIGHT_CREATE_…`. */
  abstract readonly code: string;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** Thrown when the command gets options that it does not have, or more than one folder. */
export class UsageError extends CreateError {
  readonly code = 'JOBWRIGHT_CREATE_USAGE';
}

/** Thrown when the folder's name cannot be the name of an npm package. */
export class NameInvalidError extends CreateError {
  readonly code = 'JOBWRIGHT_CREATE_NAME_INVALID';
}

/** Thrown when there is something in the folder, or it is a file. */
export class FolderNotEmptyError extends CreateError {
  readonly code = 'JOBWRIGHT_CREATE_FOLDER_NOT_EMPTY';
}
