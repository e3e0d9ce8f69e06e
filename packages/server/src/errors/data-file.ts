import { JobwrightError } from './base.ts';

/** A job asked for a data file that is not there. */
export class DataFileNotFoundError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_FILE_NOT_FOUND';
  readonly fault = 'user';

  constructor(path: string) {
    super(
      `There is no data file ${JSON.stringify(path.slice(0, 200))}. Jobs can load .json, .yaml and .yml files of up to 5 MB in the folder of their source; the path counts from the folder of the job's module, then from the root of the source.`,
    );
  }
}

/** A data file that a job asked for cannot be parsed. */
export class DataFileInvalidError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_FILE_INVALID';
  readonly fault = 'user';

  constructor(path: string, problem: string) {
    super(`The data file ${JSON.stringify(path.slice(0, 200))} cannot be read: ${problem.slice(0, 2000)}`);
  }
}
