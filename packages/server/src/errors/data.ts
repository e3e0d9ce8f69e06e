import { JobwrightError } from './base.ts';

/** A model of a plugin cannot be used as it is defined. */
export class ModelUnusableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_MODEL_UNUSABLE';
  readonly fault = 'user';
}

/** An operation on data that a job asked for is not allowed or malformed. Sent into the isolate, never shown by the server itself. */
export class DataArgumentError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_ARGUMENT';
  readonly fault = 'user';
}

/** A value cannot be stored: it holds a character that PostgreSQL has no place for, or is no number. */
export class DataValueError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_VALUE';
  readonly fault = 'user';
}

/** A job changed more objects than a run may. */
export class ChangedObjectsLimitError extends JobwrightError {
  readonly code = 'JOBWRIGHT_LIMIT_CHANGED_OBJECTS';
  readonly fault = 'user';
  readonly limit: number;

  constructor(limit: number) {
    super(
      `The run changed more than ${limit} objects, the limit "changedObjects". ` +
        'Split the work into several runs, or raise the limit in the configuration.',
    );
    this.limit = limit;
  }
}

/** A job used its entity manager after the unit of work had ended. */
export class UnitOfWorkOverError extends JobwrightError {
  readonly code = 'JOBWRIGHT_UNIT_OF_WORK_OVER';
  readonly fault = 'user';

  constructor() {
    super('The unit of work is over: await everything that uses em before the method returns.');
  }
}

/** Two `em.transactional` callbacks that run at the same time were ended in the wrong order. */
export class TransactionsOverlapError extends JobwrightError {
  readonly code = 'JOBWRIGHT_TRANSACTIONS_OVERLAP';
  readonly fault = 'user';

  constructor() {
    super(
      'Transactions of a run have to end in the reverse order of their beginning. ' +
        'Await each em.transactional before the next one begins, instead of running them with Promise.all.',
    );
  }
}

/** Condition on the database that an operation of a job ran into; `name` is that of MikroORM's exception. */
export class DatabaseOperationError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATABASE';
  readonly fault = 'user';
  /** What the isolate needs to rebuild the exception. */
  readonly details: object;

  constructor(name: string, message: string, options: { readonly details: object; readonly cause: unknown }) {
    super(message, { cause: options.cause });
    this.name = name;
    this.details = options.details;
  }
}

/** A job asked for data that its run may not see or change. */
export class DataPermissionError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_PERMISSION';
  readonly fault = 'user';
  readonly action: string;
  /** Label of the model: `dcim.device`. */
  readonly model: string;

  /** @param refusal - why, and the object if it is about one */
  constructor(action: string, model: string, refusal: { readonly reason: string; readonly id?: string }) {
    const object = refusal.id === undefined ? '' : ` with the id ${refusal.id}`;
    super(`This run may not ${action} ${model}${object}: ${refusal.reason}.`);
    this.action = action;
    this.model = model;
  }
}
