import type { IPAddress, IPNetwork, Job, JobData, Plugin, UploadedFile } from '@jobwright/sdk';
import type { RunLimits } from '@jobwright/server/testing';
import type { EntityManager } from '@mikro-orm/core';

/** Options of `runJob`. */
export interface RunJobOptions<Of extends Job = Job> {
  /**
   * Values of the job's variables. They pass the same checks as those of a REST request: variables that are left out have
   * their defaults, and objects may be given by their id, or by attributes that only they have.
   */
  readonly data?: RunJobData<Of>;
  /** Contents of the job's `FileVar`s. */
  readonly files?: Partial<Readonly<Record<FileNames<Of>, TestFile>>>;
  /** Whether changes become durable. @defaultValue the job's `commitDefault` */
  readonly commit?: boolean;
  /**
   * Fills the database before the run: called with an entity manager of the host, whose unit of work is flushed behind it.
   * Nothing validates what it writes. @defaultValue an empty database
   */
  readonly seed?: (em: EntityManager) => unknown;
  /**
   * Plugins whose models and jobs there are: module specifiers as `jobwright.config.ts` names them, file URLs, or the plugins
   * themselves, whose module is then `<modelsFrom>/plugin`. @defaultValue those of the nearest `jobwright.config.ts`
   */
  readonly models?: readonly (string | URL | Plugin)[];
  /** Who asks for the run. @defaultValue the superuser `tester` */
  readonly user?: TestUser;
  /** Secrets that the job may read, by name. @defaultValue none */
  readonly secrets?: Readonly<Record<string, string>>;
  /** Settings by name of plugin; what is left out has its default. @defaultValue those of the nearest `jobwright.config.ts` */
  readonly pluginSettings?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /**
   * Hosts that the job may reach by `fetch`, as in a rule of the configuration: `['http://127.0.0.1:*']` for servers that the
   * test starts itself. The configuration says nothing here: no test reaches a real system unless it names it.
   * @defaultValue none
   */
  readonly egress?: readonly string[];
  /** Limits of the run. @defaultValue those of the nearest `jobwright.config.ts` */
  readonly limits?: Partial<RunLimits>;
}

/** Input of a job: the variables of its class, each of them optional, as a test may give them. */
export type RunJobData<Of extends Job> = {
  readonly [Name in Exclude<keyof JobData<Of>, FileNames<Of>>]?: GivenValue<JobData<Of>[Name]>;
};

/** A file that a test uploads: its text or bytes, or these with the name and media type that the job sees. */
export type TestFile =
  | string
  | Uint8Array
  | {
      readonly content: string | Uint8Array;
      /** @defaultValue name of the variable */
      readonly name?: string;
      /** @defaultValue `application/octet-stream` */
      readonly contentType?: string;
    };

/** A user who asks for a run. */
export interface TestUser {
  readonly username: string;
  readonly email?: string;
  /** @defaultValue true, unless there are `permissions` */
  readonly isSuperuser?: boolean;
  /** What they may do with which objects. */
  readonly permissions?: readonly TestPermission[];
}

/** What a user may do. */
export interface TestPermission {
  /** Labels of models: `dcim.device`. */
  readonly objectTypes: readonly string[];
  readonly actions: readonly ('view' | 'add' | 'change' | 'delete' | 'run')[];
  /** Conditions on the objects, as filters of REST: `{ site__slug: 'ams01' }`. @defaultValue none: all of them */
  readonly constraints?: Readonly<Record<string, unknown>>;
}

/** Names of the variables that are files. */
type FileNames<Of extends Job> = {
  [Name in keyof JobData<Of>]-?: [NonNullable<JobData<Of>[Name]>] extends [UploadedFile] ? Name : never;
}[keyof JobData<Of>];

/** What stands for a value of a variable in JSON. */
type GivenValue<Value> = Value extends readonly (infer Item)[]
  ? readonly GivenValue<Item>[]
  : Value extends IPAddress | IPNetwork
    ? Value | string
    : Value extends object
      ? GivenObject
      : Value;

/** Id of an object, attributes that only it has, or an entity with an id. */
type GivenObject = string | { readonly id: string } | Readonly<Record<string, unknown>>;
