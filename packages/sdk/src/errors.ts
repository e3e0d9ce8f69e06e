/**
 * Base of all errors that the sdk throws. Compare `code` rather than the class where an error may come from another
 * copy of the package.
 *
 * @example
 * ```ts
 * if (error instanceof JobwrightError && error.code === 'JOBWRIGHT_VALIDATION_FAILED') { … }
 * ```
 */
export abstract class JobwrightError extends Error {
  /** Stable name of the condition: `JOBWRIGHT_<AREA>_<WHAT>`. */
  abstract readonly code: `JOBWRIGHT_${string}`;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/**
 * Throw it to end a run early for a reason that its user should read: the run ends as `failed` with this message and
 * without a stack, and what it changed is rolled back.
 *
 * @example
 * ```ts
 * if (rows.length === 0) throw new AbortJob('The file has no rows.');
 * ```
 */
export class AbortJob extends JobwrightError {
  override readonly code = 'JOBWRIGHT_JOB_ABORTED';
}

/** Key of {@link ValidationError.problems} for what is wrong with an object as a whole. */
export const objectProblems = '__all__';

/** Problems of one object: field name (the column's, in snake_case) → messages. {@link objectProblems} for the whole. */
export type FieldProblems = Readonly<Record<string, readonly string[]>>;

/**
 * Thrown when an object breaks a rule of its model: by `validatedSave`, and by a model's own `validate`. REST answers
 * it with status 400 and the problems by field.
 *
 * @example
 * ```ts
 * throw new ValidationError({ position: ['Rack R1 has 42 units.'] });
 * throw new ValidationError('A prefix of this VRF overlaps.');
 * ```
 */
export class ValidationError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_VALIDATION_FAILED';
  /** Messages by field; never empty. */
  readonly problems: FieldProblems;

  /** @param problems - messages by field, or one message about the object as a whole */
  constructor(problems: Readonly<Record<string, string | readonly string[]>> | string, options?: ErrorOptions) {
    const entries = Object.entries(typeof problems === 'string' ? { [objectProblems]: problems } : problems);
    const byField: FieldProblems = Object.fromEntries(
      entries.map(([field, messages]) => [field, typeof messages === 'string' ? [messages] : [...messages]]),
    );
    super(describeProblems(byField), options);
    this.problems = byField;
  }
}

/**
 * Thrown inside a job when it passes its soft time limit (`meta.softTimeLimitMs`). Catch it to tidy up: the hard limit
 * ends the run soon after. Not caught, it ends the run as `errored`.
 */
export class SoftTimeLimitExceeded extends JobwrightError {
  override readonly code = 'JOBWRIGHT_RUN_SOFT_TIME_LIMIT';
  /** The limit, in milliseconds. */
  readonly softTimeLimitMs: number;

  constructor(softTimeLimitMs: number) {
    super(
      `The run passed its soft time limit of ${softTimeLimitMs} ms. Do less in one run, or raise meta.softTimeLimitMs.`,
    );
    this.softTimeLimitMs = softTimeLimitMs;
  }
}

/** Thrown where a variable is defined, when its options contradict each other or cannot work. */
export class VariableOptionsError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_VARIABLE_OPTIONS';
}

/** Thrown when a module is loaded, for a variable whose name a job cannot use. */
export class VariableNameError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_VARIABLE_NAME';
}

/** Thrown when a module is loaded, for a job class that cannot work as it is written. */
export class JobDefinitionError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_JOB_DEFINITION';
}

/**
 * Thrown by `this.em`, `this.request`, log methods, `fetch` and so on outside of a run: in a constructor or a field's
 * initializer, or at the top level of a module.
 */
export class JobNotRunningError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_JOB_NOT_RUNNING';

  constructor(member: string) {
    super(
      `"${member}" works during a run only. Use it in run, a test method or postRun, not in a field, a constructor or at the top level of a module.`,
    );
  }
}

/** Thrown by `defineModel` and when models are put together, for options that cannot work or that contradict each other. */
export class ModelDefinitionError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_MODEL_DEFINITION';
}

/** Thrown for an entity, class or label that is no model of the platform. */
export class ModelUnknownError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_MODEL_UNKNOWN';
}

/** Thrown by `definePlugin` for options that cannot work. */
export class PluginDefinitionError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_PLUGIN_DEFINITION';
}

/** Thrown for text or numbers that are no IP address or network, and by address arithmetic that leaves the address space. */
export class AddressError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_ADDRESS_INVALID';
}

/** Thrown before a run begins, when an object of its input was deleted after the run was asked for. */
export class InputObjectMissingError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_INPUT_OBJECT_MISSING';
  /** The variable that refers to the object. */
  readonly variable: string;
  /** Ids that no longer exist. */
  readonly ids: readonly string[];

  constructor(variable: string, model: string, ids: readonly string[]) {
    super(`${variable}: ${model} ${ids.join(', ')} was deleted after this run was asked for. Run the job again.`);
    this.variable = variable;
    this.ids = ids;
  }
}

/** Thrown by `json()` of an uploaded file that holds no JSON. */
export class FileFormatError extends JobwrightError {
  override readonly code = 'JOBWRIGHT_FILE_FORMAT';
}

function describeProblems(problems: FieldProblems): string {
  return Object.entries(problems)
    .map(([field, messages]) => (field === objectProblems ? messages.join(' ') : `${field}: ${messages.join(' ')}`))
    .join(' ');
}
