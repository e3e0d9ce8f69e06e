import type { GitSettings, GitSettingsInput } from './git-settings.ts';
import type { SessionLimits } from '../modules/sessions/sessions.ts';
import type { BodyLimits, RateLimits } from './http-settings.ts';
import type { EgressSettings } from './egress.ts';
import type { JobAccessRule } from './job-access.ts';
import type { OidcProviderInput, OidcProviderSettings } from './oidc-settings.ts';
import type { RunLimits } from './run-limits.ts';
import type { LogLevelName } from './config-schema.ts';

/** A run for newcomers to look at. */
export interface DemoRun {
  /** Path of the job: `local/new_branch/NewBranch`. */
  readonly job: string;
  /** Values of its variables, as a client would send them. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** What `jobwright.config.ts` may say. Every key has a default; the environment overrides the file. */
export interface ConfigInput {
  /**
   * Modules of the plugins, by package name or by path relative to this file: `'@jobwright/inventory/plugin'`.
   * @defaultValue none
   */
  readonly plugins?: readonly string[];
  /** Settings of plugins, by name of plugin; each plugin checks its own. */
  readonly pluginSettings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Folder of the source `local`, relative to this file. `JOBS_ROOT`. @defaultValue `'./jobs'` */
  readonly jobsRoot?: string;
  /**
   * Packages that are installed beside this file and that jobs of every source may bundle: `'ipaddr.js'`. Pure JavaScript,
   * as those that are installed beside jobs. @defaultValue none
   */
  readonly jobPackages?: readonly string[];
  /** Folder for everything that the platform keeps, relative to this file. `DATA_DIR`. @defaultValue `'./data'` */
  readonly dataDir?: string;
  /** A PostgreSQL 15 or newer of your own. `DATABASE_URL`. @defaultValue one is started in the data folder */
  readonly databaseUrl?: string;
  /** `HOST`. @defaultValue `'127.0.0.1'` */
  readonly host?: string;
  /** `PORT`; 0 takes any free one. @defaultValue 8080 */
  readonly port?: number;
  /** Runs at the same time in this process's worker; 0: this process takes none. `WORKER_SLOTS`. @defaultValue number of cores */
  readonly workerSlots?: number;
  /**
   * Syncs of git repositories at the same time in this server; 0: this server takes none, others do. Servers that take some need git, and
   * the credentials of the repositories. `SYNC_SLOTS`. @defaultValue 4
   */
  readonly syncSlots?: number;
  /** How long runs may go on when the process is asked to stop, before they are canceled. `SHUTDOWN_GRACE_MS`. @defaultValue 10000 */
  readonly shutdownGraceMs?: number;
  /** What one run may use. */
  readonly limits?: Partial<RunLimits>;
  /**
   * What jobs may touch: the first rule whose pattern fits a job's path holds for it. Without one, jobs from git have the
   * permissions of the user who asked for the run, and all others those of the platform.
   */
  readonly jobAccess?: readonly JobAccessRule[];
  /**
   * What jobs may reach by `fetch`: the first rule whose pattern fits a job's path holds for it. `caFile` names certificates
   * that are trusted besides the usual ones. @defaultValue nothing
   */
  readonly egress?: Partial<EgressSettings>;
  /** What git repositories may be, and what a sync of one may cost. @defaultValue any host over `https:` and `ssh:` */
  readonly git?: GitSettingsInput;
  /**
   * Proxies in front of the server whose `X-Forwarded-…` headers tell the client's address and scheme: how many there
   * are one behind the other, or the networks that they are in. `TRUSTED_PROXIES`. @defaultValue 0: none
   */
  readonly trustedProxies?: number | readonly string[];
  /** How long sessions of browsers last. @defaultValue 12 hours without use, 7 days in all */
  readonly sessionLimits?: Partial<SessionLimits>;
  /**
   * Requests a minute that one client may make, by operation id of the API, or by the beginning of ids with `*` behind it;
   * 0 for any number. @defaultValue limits on sign-ins, new tokens, and exports
   */
  readonly rateLimits?: Readonly<RateLimits>;
  /** Other sites whose pages may use the API with a token. @defaultValue none */
  readonly corsOrigins?: readonly string[];
  /** Largest bodies: `jsonBytes` of a request, `fileBytes` of one uploaded file. @defaultValue 10 MB, 1 GB */
  readonly bodyLimits?: Partial<BodyLimits>;
  /**
   * Identity providers of OpenID Connect that people may sign in with. The secret of each is better in the environment:
   * `JOBWRIGHT_OIDC_<ID>_CLIENT_SECRET`. @defaultValue none
   */
  readonly oidc?: readonly OidcProviderInput[];
  /** `LOG_LEVEL`. @defaultValue `'info'` */
  readonly logLevel?: LogLevelName;
  /** What `jobwright start` shows as a dry run. @defaultValue nothing */
  readonly demoRun?: DemoRun;
  /**
   * Key that secrets are encrypted with in the database, 32 bytes in Base64; behind it, with commas, older keys that still open what they
   * encrypted. Better in the environment than in a file: `JOBWRIGHT_SECRET_KEY`. @defaultValue none: secrets cannot be stored
   */
  readonly secretKey?: string;
  /** Key of the first administrator's token, for automation. `JOBWRIGHT_SUPERUSER_TOKEN`. @defaultValue a generated one */
  readonly superuserToken?: string;
}

/** The configuration of a process: complete, checked, with absolute paths. Made by {@link loadConfig}, then handed around. */
export interface Config {
  /** Folder of the configuration file, or the working directory without one. */
  readonly rootDir: string;
  readonly plugins: readonly string[];
  readonly pluginSettings: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly jobsRoot: string;
  readonly jobPackages: readonly string[];
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly host: string;
  readonly port: number;
  readonly workerSlots: number;
  readonly syncSlots: number;
  readonly shutdownGraceMs: number;
  readonly limits: RunLimits;
  readonly jobAccess: readonly JobAccessRule[];
  /** The path in it is absolute. */
  readonly egress: EgressSettings;
  readonly git: GitSettings;
  readonly trustedProxies: number | readonly string[];
  readonly sessionLimits: SessionLimits;
  readonly rateLimits: Readonly<RateLimits>;
  readonly corsOrigins: readonly string[];
  readonly bodyLimits: BodyLimits;
  readonly oidc: readonly OidcProviderSettings[];
  readonly logLevel: LogLevelName;
  readonly demoRun?: DemoRun;
  readonly secretKey?: string;
  readonly superuserToken?: string;
}

/**
 * Gives the configuration file its types.
 *
 * @example
 * ```ts
 * import { defineConfig } from '@jobwright/server';
 *
 * export default defineConfig({ plugins: ['@jobwright/inventory/plugin'], jobsRoot: './examples/jobs' });
 * ```
 */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
