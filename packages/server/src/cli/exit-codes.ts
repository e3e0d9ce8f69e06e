/** How the command line ends, for scripts that call it. */
export const exitCodes = {
  /** Done; a run completed. */
  ok: 0,
  /** A run failed, errored or was canceled; or the command could not do its work. */
  failed: 1,
  /** The command was called in a wrong way: unknown option, job or user, malformed or invalid input. */
  usage: 2,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
