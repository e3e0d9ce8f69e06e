/** How a git command ended. Internal: what leaves the package is a `GitSyncError`. */
export interface CommandOutcome {
  /** `fetch`, `ls-remote`, … */
  readonly command: string;
  /** `null` if a signal ended it. */
  readonly exitCode: number | null;
  readonly stderr: string;
}

/** Thrown by `runGit` when git fails. Its text may hold anything that a remote has sent: see `convertGitFailure`. */
export class GitCommandFailure extends Error {
  readonly outcome: CommandOutcome;

  constructor(outcome: CommandOutcome, cause: unknown) {
    super(`git ${outcome.command} failed`, { cause });
    this.name = 'GitCommandFailure';
    this.outcome = outcome;
  }
}
