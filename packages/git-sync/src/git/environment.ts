import type { Authentication } from '../credentials.ts';
import type { SyncLimits } from '../limits.ts';
import type { RepositoryProtocol } from '../repository-url.ts';
import { Secret } from '../secret.ts';

/** What is taken over from the environment of the server: where programs, certificates and the way to the network are. Nothing else. */
const INHERITED = [
  'PATH',
  'TMPDIR',
  'TZ',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTPS_PROXY',
  'https_proxy',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'NO_PROXY',
  'no_proxy',
] as const;

/** The variable by which the processes of a sync are found again, also by another process. */
export const PROCESS_MARK = 'JOBWRIGHT_GIT_SYNC';

/** Options of {@link gitEnvironment}. */
export interface GitEnvironmentOptions {
  readonly inherit: Readonly<Record<string, string | undefined>>;
  /** A folder that exists and stays empty: as home it has no `.netrc`, no `.ssh` and no settings. */
  readonly emptyDirectory: string;
  readonly gitDirectory: string;
  /** The one protocol that git may use; `undefined` for commands that have no business with a network. */
  readonly protocol: RepositoryProtocol | undefined;
  readonly authentication?: Authentication | undefined;
  readonly mark: string;
  readonly limits: SyncLimits;
}

/** The whole environment of a git process. */
export function gitEnvironment(options: GitEnvironmentOptions): Record<string, string | Secret> {
  const environment: Record<string, string | Secret> = {};
  for (const name of INHERITED) {
    const value = options.inherit[name];
    if (value !== undefined) {
      // A proxy may have a password in its URL.
      environment[name] = name.toLowerCase().endsWith('_proxy') ? new Secret(value) : value;
    }
  }
  return {
    ...environment,
    LC_ALL: 'C', // messages are recognized by their English text
    HOME: options.emptyDirectory,
    XDG_CONFIG_HOME: options.emptyDirectory,
    GIT_DIR: options.gitDirectory, // named, so that git looks for none
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_SYSTEM: '/dev/null',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '', // empty: nobody is asked
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_PROTOCOL_FROM_USER: '0',
    GIT_ALLOW_PROTOCOL: options.protocol ?? 'none',
    // The largest piece of memory that git may ask for at once: an object that inflates past it ends the command.
    GIT_ALLOC_LIMIT: String(Math.max(4 * options.limits.fileBytes, 64 * 1024 * 1024)),
    [PROCESS_MARK]: options.mark,
    ...options.authentication?.environment,
  };
}

/** The variables above that simple-git would remove without being told that they are meant. */
export const MEANT_VARIABLES = [
  'GIT_DIR',
  'GIT_CONFIG_NOSYSTEM',
  'GIT_CONFIG_SYSTEM',
  'GIT_CONFIG_GLOBAL',
  'GIT_CONFIG_COUNT',
  'GIT_CONFIG_KEY_0',
  'GIT_CONFIG_VALUE_0',
  'GIT_ATTR_NOSYSTEM',
  'GIT_TERMINAL_PROMPT',
  'GIT_ASKPASS',
  'GIT_NO_REPLACE_OBJECTS',
  'GIT_NO_LAZY_FETCH',
  'GIT_OPTIONAL_LOCKS',
  'GIT_PROTOCOL_FROM_USER',
  'GIT_ALLOW_PROTOCOL',
  'GIT_ALLOC_LIMIT',
  'GIT_SSH_COMMAND',
  'GIT_SSH_VARIANT',
] as const;

/** The settings above that simple-git wants to be asked for by name. Each of them closes a door here. */
export const MEANT_SETTINGS = {
  allowUnsafeAskPass: true,
  allowUnsafeConfigEnvCount: true,
  allowUnsafeConfigPaths: true,
  allowUnsafeCredentialHelper: true,
  allowUnsafeFsMonitor: true,
  allowUnsafeGitProxy: true,
  allowUnsafeHooksPath: true,
  allowUnsafeProtocolOverride: true,
  allowUnsafeSshCommand: true,
} as const;

/** Settings of every command, with the highest precedence that git knows. */
export function gitSettings(options: Pick<GitEnvironmentOptions, 'protocol' | 'limits'>): string[] {
  const { protocol, limits } = options;
  return [
    // Nothing outside of git is started.
    'core.hooksPath=/dev/null',
    'core.fsmonitor=false',
    'core.attributesFile=/dev/null',
    'core.gitProxy=',
    'credential.helper=',
    'gc.auto=0',
    'maintenance.auto=false',
    'safe.bareRepository=explicit',
    // `GIT_ALLOW_PROTOCOL` says the same, and reaches further; this is for a reader of the process list.
    'protocol.allow=never',
    ...(protocol === undefined ? [] : networkSettings(protocol, limits)),
  ];
}

function networkSettings(protocol: RepositoryProtocol, limits: SyncLimits): string[] {
  return [
    `protocol.${protocol}.allow=always`,
    'protocol.version=2',
    // Nothing is fetched from anywhere else than from the URL that was checked.
    'http.followRedirects=false',
    'http.sslVerify=true',
    'http.lowSpeedLimit=1000',
    `http.lowSpeedTime=${Math.ceil(limits.idleTimeoutMs / 1000)}`,
    'transfer.bundleURI=false',
    'transfer.credentialsInUrl=die',
    'fetch.uriProtocols=',
    'fetch.recurseSubmodules=false',
    'submodule.recurse=false',
    // Hashes are verified all the same. What trees hold is checked by us: git's check knows no paths, and is not adjustable in partial
    // clones before git 2.44, so that it would refuse old repositories for harmless reasons.
    'transfer.fsckObjects=false',
    'fetch.unpackLimit=1', // always a pack: one file to watch and to remove
    'pack.threads=1',
    'core.bigFileThreshold=1m', // larger files stream through git, not through its memory
  ];
}
