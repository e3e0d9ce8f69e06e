import type { DevObserver } from './dev-output.ts';
import { compareJobs, type JobChanges } from './compare-jobs.ts';
import type { JobList } from './job-list.ts';
import { InputWatch } from './input-watch.ts';
import { checkTypes, type TypeCheck, type TypeChecker } from './type-check.ts';

export interface DevSessionOptions {
  readonly observer: DevObserver;
  /** Undefined when types are not checked. */
  readonly typeChecker: TypeChecker | undefined;
  /** Runs a job after a save. @defaultValue nothing is run */
  readonly run?: { readonly job: string; start(signal: AbortSignal): Promise<void> };
}

/**
 * What happens at a save: it is said what became of the jobs, the types are checked, and a job is run. A save that comes
 * while that goes on ends it, and begins anew.
 */
export class DevSession implements AsyncDisposable {
  readonly #options: DevSessionOptions;
  #jobs: JobList = { jobs: [], broken: [] };
  #current = new AbortController();
  #working: Promise<void> = Promise.resolve();
  readonly #ended = Promise.withResolvers<never>();
  readonly #inputs = new InputWatch(() => this.#checkAgain());

  constructor(options: DevSessionOptions) {
    this.#options = options;
    this.#ended.promise.catch(() => undefined); // for whoever does not ask
  }

  /** Shows the jobs as they are at the start. */
  start(jobs: JobList): void {
    this.#next(jobs, { isStart: true });
  }

  /** Shows what a save has changed. */
  saved(jobs: JobList): void {
    this.#next(jobs, { isStart: false });
  }

  /** Goes on for as long as the session does. @throws what keeps it from going on, such as a server that is gone */
  async ended(): Promise<never> {
    return await this.#ended.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#inputs[Symbol.dispose]();
    this.#current.abort();
    await this.#working;
  }

  #next(jobs: JobList, options: { readonly isStart: boolean }): void {
    this.#current.abort();
    const current = new AbortController();
    this.#current = current;
    this.#working = this.#show(this.#working, async () => {
      const changes = compareJobs(this.#jobs, jobs);
      this.#jobs = jobs;
      this.#options.observer.jobs(changes, options);
      await this.#examine(changes, current.signal);
    });
  }

  /** Something that the types of jobs depend on has changed, and no job: what is going on goes on. */
  #checkAgain(): void {
    const { signal } = this.#current;
    this.#working = this.#show(this.#working, async () => {
      const { observer, typeChecker } = this.#options;
      if (!typeChecker || signal.aborted) return;
      observer.busy('checking types');
      this.#showTypes(await checkTypes(typeChecker, signal), signal);
    });
  }

  #showTypes(check: TypeCheck | undefined, signal: AbortSignal): void {
    if (signal.aborted) return;
    if (check) {
      this.#options.observer.types(check);
      this.#inputs.watch(check.inputs);
    }
    this.#options.observer.idle();
  }

  /** One save after the other. */
  async #show(previous: Promise<void>, work: () => Promise<void>): Promise<void> {
    await previous;
    await work().catch((error: unknown) => this.#ended.reject(error));
  }

  async #examine(changes: JobChanges, signal: AbortSignal): Promise<void> {
    const { observer, typeChecker, run } = this.#options;
    if (signal.aborted) return;
    // The job starts at once; what the compiler says is shown behind what the job does.
    const checking = typeChecker && checkTypes(typeChecker, signal);
    const broken = run && changes.broken.find(({ module }) => run.job.startsWith(`${module}/`));
    if (broken) observer.note(`${run.job} is not run: its module is broken.`);
    else if (run) await run.start(signal);
    if (checking) observer.busy('checking types');
    this.#showTypes(await checking, signal);
  }
}
