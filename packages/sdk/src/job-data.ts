import type { Job } from './job.ts';
import type { valueType, Variable } from './variables/variable.ts';

/**
 * What `run` receives: the values of a job's variables, inherited ones included, typed from its class.
 *
 * Name the class itself: `JobData<typeof this>` does not resolve inside of it.
 *
 * @example
 * ```ts
 * export class NewBranch extends Job {
 *   siteName = StringVar();
 *   notes = TextVar({ required: false });
 *
 *   override async run(data: JobData<NewBranch>) {
 *     data.siteName; // string
 *     data.notes;    // string | undefined
 *   }
 * }
 * ```
 */
export type JobData<Of extends Job> = Flat<
  {
    readonly [
      Name in keyof Of as Of[Name] extends Variable ? (undefined extends ValueOf<Of[Name]> ? never : Name) : never
    ]: ValueOf<Of[Name]>;
  } & {
    readonly [
      Name in keyof Of as Of[Name] extends Variable ? (undefined extends ValueOf<Of[Name]> ? Name : never) : never
    ]?: ValueOf<Of[Name]>;
  }
>;

type ValueOf<Of> = Of extends { readonly [valueType]?: { readonly value: infer Value } } ? Value : never;

type Flat<Value> = { [Name in keyof Value]: Value[Name] };
