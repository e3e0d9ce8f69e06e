/** Who makes a request, as their token says. */
export interface Caller {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  /** May do everything. */
  readonly isSuperuser: boolean;
  /** False: the token may only read, whatever the user may. */
  readonly writeEnabled: boolean;
  /** True: the token expires, or may be used from some networks only. What it makes must not outlive or leave them. */
  readonly isLimited: boolean;
}
