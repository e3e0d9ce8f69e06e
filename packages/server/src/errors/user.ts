import { JobwrightError } from './base.ts';

/** A user of that name exists already. */
export class UserExistsError extends JobwrightError {
  readonly code = 'JOBWRIGHT_USER_EXISTS';
  readonly fault = 'user';

  constructor(username: string) {
    super(`There is a user "${username}" already. Choose another name.`);
  }
}
