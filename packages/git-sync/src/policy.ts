/** What the operator allows. Repositories are named by people who may not be the operator: everything here is closed unless it is opened. */
export interface SyncPolicy {
  /** Hosts that may be asked: `git.example.com`, or `*.example.com` for every host below it. Default: any host. */
  readonly hosts?: readonly string[];
  /** Folders below which `file:` repositories may lie. Default: none, `file:` is refused. */
  readonly fileRoots?: readonly string[];
  /** Allows `http:` to this machine (`localhost`, `127.0.0.0/8`, `::1`), for tests. Default: false. */
  readonly allowLoopbackHttp?: boolean;
  /**
   * Environment variables that credentials may name start with this. Default: `JOBWRIGHT_SECRET_`.
   *
   * @remarks Without it, whoever may add a repository could send any variable of the server to a host of their own.
   */
  readonly secretPrefix?: string;
  /** Folders below which secret files may lie. Default: `/run/secrets`. */
  readonly secretDirectories?: readonly string[];
}

/** A policy with the defaults filled in. */
export type ResolvedPolicy = Required<Omit<SyncPolicy, 'hosts'>> & Pick<SyncPolicy, 'hosts'>;

/** Fills in the defaults. */
export function resolvePolicy(policy: SyncPolicy = {}): ResolvedPolicy {
  return {
    ...(policy.hosts !== undefined && { hosts: policy.hosts.map((host) => host.toLowerCase()) }),
    fileRoots: policy.fileRoots ?? [],
    allowLoopbackHttp: policy.allowLoopbackHttp ?? false,
    secretPrefix: policy.secretPrefix ?? 'JOBWRIGHT_SECRET_',
    secretDirectories: policy.secretDirectories ?? ['/run/secrets'],
  };
}

/** True if the policy lets a repository on this host be asked. */
export function isHostAllowed(policy: ResolvedPolicy, host: string): boolean {
  const name = host.toLowerCase();
  return (
    policy.hosts?.some((allowed) => (allowed.startsWith('*.') ? name.endsWith(allowed.slice(1)) : name === allowed)) ??
    true
  );
}
