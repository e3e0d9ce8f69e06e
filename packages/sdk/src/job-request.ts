/** Who asked for a run, and from where: `this.request`. */
export interface JobRequest {
  /** Id of the request; change records carry it too. */
  readonly id: string;
  readonly user: JobUser;
  /** Address of the client, as the server sees it behind the proxies that it trusts. Absent for the CLI and schedules. */
  readonly clientIp?: string;
  /** HTTP method. Absent for the CLI and schedules. */
  readonly method?: string;
  /** Path of the URL, without the query. Absent for the CLI and schedules. */
  readonly path?: string;
  /** Headers that carry no credentials, names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** Where the run was asked for. */
  readonly origin: 'api' | 'cli' | 'web' | 'schedule';
}

/** The user who asked for a run. */
export interface JobUser {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly isSuperuser: boolean;
}

/** The record of the run so far: `this.result`. */
export interface JobResultInfo {
  readonly id: string;
  /** `<source>/<module>/<Class>`. */
  readonly jobPath: string;
  /** `running` in `run` and tests; in `postRun` what the run would end as. */
  readonly status: string;
  /** When the run was asked for: ISO 8601. */
  readonly created: string;
  /** Whether what the run changes becomes durable. */
  readonly commit: boolean;
  /** What `run` returned; in `postRun` only. */
  readonly output?: unknown;
  /** The error that ended the run; in `postRun` only. */
  readonly error?: { readonly name: string; readonly message: string; readonly code?: string; readonly stack?: string };
}
