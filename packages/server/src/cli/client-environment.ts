/** What the environment says to commands only. Everything else is read by `loadConfig`. */
export interface ClientEnvironment {
  /** `JOBWRIGHT_URL`: default of `--url`. */
  readonly url: string | undefined;
  /** `JOBWRIGHT_TOKEN`. There is no option for it: the arguments of a process are visible to others. */
  readonly token: string | undefined;
  /** `LOG_LEVEL`, to tell a wish from the default. */
  readonly logLevel: string | undefined;
}

export function readClientEnvironment(env: NodeJS.ProcessEnv = process.env): ClientEnvironment {
  return {
    url: env['JOBWRIGHT_URL'] || undefined,
    token: env['JOBWRIGHT_TOKEN'] || undefined,
    logLevel: env['LOG_LEVEL'] || undefined,
  };
}
