/** What the environment says about a server elsewhere. Everything else is read by `loadConfig`. */
export interface ClientEnvironment {
  /** `JOBWRIGHT_URL`: default of `--url`. */
  readonly url: string | undefined;
  /** `JOBWRIGHT_TOKEN`. There is no option for it: the arguments of a process are visible to others. */
  readonly token: string | undefined;
}

export function readClientEnvironment(env: NodeJS.ProcessEnv = process.env): ClientEnvironment {
  return { url: env['JOBWRIGHT_URL'] || undefined, token: env['JOBWRIGHT_TOKEN'] || undefined };
}
