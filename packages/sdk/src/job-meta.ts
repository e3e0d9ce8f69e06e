/**
 * What a job says about itself: the static `meta` of its class. Everything is optional.
 *
 * Subclasses without a `meta` of their own inherit it, except `name` and `abstract`.
 */
export interface JobMeta {
  /** Name for people, up to 200 characters. @defaultValue the class name */
  readonly name?: string;
  /** What the job does, up to 10,000 characters; Markdown. @defaultValue empty */
  readonly description?: string;
  /** Whether a run that does not say so commits: the state of the box in the form, and of `commit` in REST. @defaultValue true */
  readonly commitDefault?: boolean;
  /** Names of variables, in the order of the form. The rest follow in the order in which they are declared. @defaultValue all in declared order */
  readonly fieldOrder?: readonly string[];
  /** The job never changes data: there is no commit box, and what it writes is rolled back. @defaultValue false */
  readonly readOnly?: boolean;
  /** Leaves the job out of lists; it still runs by its path. @defaultValue false */
  readonly hidden?: boolean;
  /** A base for other jobs, not a job itself. Not inherited. @defaultValue false; a class that is declared `abstract` is one too */
  readonly abstract?: boolean;
  /**
   * Milliseconds after which the job is interrupted with {@link SoftTimeLimitExceeded}, which it may catch.
   * @defaultValue that of the configuration
   */
  readonly softTimeLimitMs?: number;
  /** Milliseconds after which the run is stopped and ends as `errored`. @defaultValue that of the configuration, which is also the most */
  readonly timeLimitMs?: number;
  /** Two runs of the job never run at the same time. @defaultValue false */
  readonly singleton?: boolean;
  /** What a second start of a singleton does: wait for the first, or be refused with status 409. @defaultValue 'queue' */
  readonly onConflict?: 'queue' | 'refuse';
}
