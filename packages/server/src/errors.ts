/**
 * Every error that the server raises on purpose, by area. `code` is stable and listed in docs/reference/errors.md;
 * the message says what to do.
 */

import { JobwrightError } from './errors/base.ts';

export { JobwrightError, type Fault } from './errors/base.ts';
export * from './errors/cli.ts';
export * from './errors/data-file.ts';
export * from './errors/data.ts';
export * from './errors/git.ts';
export * from './errors/oidc.ts';
export * from './errors/http.ts';
export * from './errors/packages.ts';
export * from './errors/request.ts';
export * from './errors/run.ts';
export * from './errors/sandbox.ts';
export * from './errors/secret.ts';
export * from './errors/session.ts';
export * from './errors/user.ts';

// Configuration

/** A key of the configuration file or an environment variable is missing, unknown or has a wrong value. */
export class ConfigInvalidError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CONFIG_INVALID';
  readonly fault = 'user';
  /** One line per key: `workerSlots (WORKER_SLOTS): …`. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(`The configuration is not valid:\n${problems.map((problem) => `  ${problem}`).join('\n')}`, options);
    this.problems = problems;
  }
}

/** A configuration file or a plugin that it names cannot be loaded. */
export class ConfigLoadError extends JobwrightError {
  readonly code = 'JOBWRIGHT_CONFIG_LOAD';
  readonly fault = 'user';
}

/** The system refuses the address that the server shall listen on. */
export class AddressUnavailableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_ADDRESS_UNAVAILABLE';
  readonly fault = 'user';

  constructor(
    { host, port }: { readonly host: string; readonly port: number },
    reason: string,
    options?: ErrorOptions,
  ) {
    super(`The server cannot listen on ${host}:${port}: ${reason}.`, options);
  }
}

// Database

/** Another server process already uses the data folder. */
export class DataFolderInUseError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATA_FOLDER_IN_USE';
  readonly fault = 'user';
  readonly dataDir: string;
  readonly pid: number | undefined;

  constructor(dataDir: string, pid: number | undefined) {
    const holder = pid === undefined ? 'another Jobwright process' : `the Jobwright process ${pid}`;
    super(
      `The data folder ${dataDir} is in use by ${holder}. Stop it, or give this one a folder of its own with DATA_DIR.`,
    );
    this.dataDir = dataDir;
    this.pid = pid;
  }
}

/** The embedded PostgreSQL cannot be set up or started on this machine. */
export class EmbeddedPostgresError extends JobwrightError {
  readonly code = 'JOBWRIGHT_EMBEDDED_POSTGRES';
  readonly fault = 'system';
}

/** The database cannot be reached, is too old, or does not allow what the platform needs. */
export class DatabaseUnusableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_DATABASE_UNUSABLE';
  readonly fault = 'user';
}

/** A migration failed, or the configured plugins cannot be put in order. */
export class MigrationError extends JobwrightError {
  readonly code = 'JOBWRIGHT_MIGRATION';
  readonly fault = 'system';
}

// Compilation

/** Sandbox, sdk, MikroORM and model packages cannot be bundled for the isolate. */
export class RuntimeBundleError extends JobwrightError {
  readonly code = 'JOBWRIGHT_RUNTIME_BUNDLE';
  readonly fault = 'user';
}

/** The process that compiles job modules cannot be started or kept alive. */
export class CompilerUnavailableError extends JobwrightError {
  readonly code = 'JOBWRIGHT_COMPILER_UNAVAILABLE';
  readonly fault = 'system';
}
