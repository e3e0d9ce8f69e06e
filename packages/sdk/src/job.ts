import type { EntityManager } from '@mikro-orm/core';
import { JobNotRunningError } from './errors.ts';
import { type JobContext, jobContextOf, type JobLogLevel } from './internal/job-context.ts';
import { toText } from './internal/to-text.ts';
import type { JobMeta } from './job-meta.ts';
import type { JobRequest, JobResultInfo } from './job-request.ts';

/**
 * A job: a class that extends this one and is exported from a module. Its variables are class fields; `run`, then each
 * method whose name starts with `test`, then `postRun` are called in a unit of work that is committed or rolled back.
 *
 * Fields and constructors run whenever the module is described, with no unit of work: define variables there, no more.
 *
 * @example
 * ```ts
 * export class Greet extends Job {
 *   static override meta: JobMeta = { name: 'Greet', description: 'Says hello' };
 *
 *   who = StringVar({ label: 'Name' });
 *
 *   override async run(data: JobData<Greet>) {
 *     this.logInfo(`Hello ${data.who}`);
 *   }
 * }
 * ```
 */
export abstract class Job {
  /** What the job says about itself. */
  static meta: JobMeta = {};

  /**
   * First of the methods of a run. A job with variables needs it: nothing else receives their values.
   *
   * What it returns is the run's output: text, or any JSON; an array of flat objects is shown as a table.
   *
   * @param data - the values of the variables; declare it as `JobData<YourClass>`
   * @param commit - whether changes become durable at the end of the run
   */
  run?(data: never, commit: boolean): unknown;

  /**
   * Last of the methods of a run, called after an error too: see `this.failed` and `this.result`. It has a unit of work
   * of its own, which obeys `commit` and `readOnly` as well.
   */
  postRun?(): unknown;

  /**
   * The unit of work: a MikroORM entity manager. Raw SQL is refused.
   * @throws {@link JobNotRunningError} outside of a run
   */
  get em(): EntityManager {
    return this.#running('em').em;
  }

  /**
   * Who asked for the run, and from where.
   * @throws {@link JobNotRunningError} outside of a run
   */
  get request(): JobRequest {
    return this.#running('request').request;
  }

  /**
   * Whether a failure entry was logged so far, or an error ended the run.
   * @throws {@link JobNotRunningError} outside of a run
   */
  get failed(): boolean {
    return this.#running('failed').failed;
  }

  /**
   * The record of the run.
   * @throws {@link JobNotRunningError} outside of a run
   */
  get result(): JobResultInfo {
    return this.#running('result').result;
  }

  /** Adds an entry without a level. The message is Markdown; counts of the result leave it out. */
  log(message: string): void {
    this.#log('log', 'default', [message]);
  }

  /** Adds a debug entry. The message is Markdown; counts of the result leave it out. */
  logDebug(message: string): void {
    this.#log('logDebug', 'debug', [message]);
  }

  /** Adds a success entry: a Markdown message, an object of a model, or both. */
  logSuccess(message: string): void;
  logSuccess(object: object | null | undefined, message?: string): void;
  logSuccess(...parts: LogParts): void {
    this.#log('logSuccess', 'success', parts);
  }

  /** Adds an info entry: a Markdown message, an object of a model, or both. */
  logInfo(message: string): void;
  logInfo(object: object | null | undefined, message?: string): void;
  logInfo(...parts: LogParts): void {
    this.#log('logInfo', 'info', parts);
  }

  /** Adds a warning: a Markdown message, an object of a model, or both. */
  logWarning(message: string): void;
  logWarning(object: object | null | undefined, message?: string): void;
  logWarning(...parts: LogParts): void {
    this.#log('logWarning', 'warning', parts);
  }

  /**
   * Adds a failure: a Markdown message, an object of a model, or both. It marks the run as failed and does not stop it;
   * a failed run still commits. Throw {@link AbortJob} to stop and roll back.
   */
  logFailure(message: string): void;
  logFailure(object: object | null | undefined, message?: string): void;
  logFailure(...parts: LogParts): void {
    this.#log('logFailure', 'failure', parts);
  }

  /**
   * Shows how far the run has come. Cheap: call it in each step of a loop.
   *
   * @param current - steps done, 0 or more
   * @param total - steps in all; left out where that is not known
   * @param message - what is being done, in a few words
   * @throws RangeError when a number is negative or not finite
   */
  progress(current: number, total?: number, message?: string): void {
    for (const steps of [current, total ?? 0]) {
      if (!Number.isFinite(steps) || steps < 0) throw new RangeError(`progress: ${steps} is no number of steps.`);
    }
    this.#running('progress').progress({
      current,
      ...(total === undefined ? {} : { total }),
      ...(message === undefined ? {} : { message }),
    });
  }

  /**
   * Parsed content of a JSON file. The type is a promise of yours: nothing checks it.
   *
   * @param path - relative to the module's folder, or else to the source's root (`JOBS_ROOT`, the repository), e.g.
   *   `data/roles.json`; never outside of it
   */
  async loadJson<Value = unknown>(path: string): Promise<Value> {
    return (await this.#running('loadJson').loadFile(path, 'json')) as Value;
  }

  /**
   * Parsed content of a YAML file. The type is a promise of yours: nothing checks it.
   *
   * @param path - relative to the module's folder, or else to the source's root (`JOBS_ROOT`, the repository), e.g.
   *   `data/roles.yaml`; never outside of it
   */
  async loadYaml<Value = unknown>(path: string): Promise<Value> {
    return (await this.#running('loadYaml').loadFile(path, 'yaml')) as Value;
  }

  /**
   * Settings of the plugin that the job comes from, as the configuration has them under `pluginSettings`, with the defaults
   * of the plugin's schema. An object without properties for a job that comes from no plugin.
   *
   * The type is that of your schema, `Static<typeof SettingsSchema>`; the server has checked them against it.
   */
  async pluginSettings<Settings extends object = Readonly<Record<string, unknown>>>(): Promise<Settings> {
    return (await this.#running('pluginSettings').readPluginSettings()) as Settings;
  }

  /**
   * A secret: a password or key that an administrator stored under this name and opened to this job. Wherever the value
   * appears in the log, the output, an error or the change list of the run, it is shown redacted.
   *
   * @param name - as it was stored, e.g. `backup/ssh-key`
   * @throws an error with the code `JOBWRIGHT_SECRET_UNKNOWN` when there is no secret of that name that the job may read
   */
  async secret(name: string): Promise<string> {
    return await this.#running('secret').readSecret(name);
  }

  /**
   * Validates objects by the rules of their models, then hands them to the unit of work, which writes them at its next
   * flush: before a query that could see them, at the end of `em.transactional`, or at the end of the run.
   *
   * What is refused is not written: a new object leaves the unit of work until it is corrected and saved again; one that
   * was loaded or saved before goes back to its last good state.
   *
   * @param entities - an object, or several, new or loaded
   * @throws {@link ValidationError} with all problems by field, for the first object that breaks a rule
   * @throws {@link ModelUnknownError} for what is no object of a model
   */
  async validatedSave(entities: object | readonly object[]): Promise<void> {
    const context = this.#running('validatedSave');
    await context.validatedSave(Array.isArray(entities) ? (entities as readonly object[]) : [entities]);
  }

  #log(member: string, level: JobLogLevel, [first, second]: LogParts): void {
    const context = this.#running(member);
    if (typeof first === 'object' && first !== null && !(first instanceof Error)) {
      context.log({ level, message: toText(second), object: context.models.describe(first) });
    } else {
      context.log({ level, message: toText(first ?? second) });
    }
  }

  #running(member: string): JobContext {
    const context = jobContextOf(this);
    if (!context) throw new JobNotRunningError(member);
    return context;
  }
}

type LogParts = readonly [first?: unknown, second?: unknown];
