import { JobwrightError } from './base.ts';

/** A webhook is not signed with the secret that its repository names. */
export class WebhookRefusedError extends JobwrightError {
  readonly code = 'JOBWRIGHT_WEBHOOK_REFUSED';
  readonly fault = 'user';

  constructor() {
    super('The webhook is not signed with the secret of this repository. Compare the secrets on both sides.');
  }
}

/** There is a repository of that name or slug. */
export class RepositoryExistsError extends JobwrightError {
  readonly code = 'JOBWRIGHT_REPOSITORY_EXISTS';
  readonly fault = 'user';

  constructor(slug: string) {
    super(
      `There is a git repository of this name, or with the slug "${slug}". Change that one, or choose another name.`,
    );
  }
}

/** A disabled repository is not synced. */
export class RepositoryDisabledError extends JobwrightError {
  readonly code = 'JOBWRIGHT_REPOSITORY_DISABLED';
  readonly fault = 'user';

  constructor(name: string) {
    super(`The git repository "${name}" is disabled. Enable it first.`);
  }
}
