import { CredentialsInvalidError } from './errors.ts';

/** Options of {@link sshCommand}. */
export interface SshCommandOptions {
  readonly keyFile: string;
  readonly knownHostsFile: string;
}

/** Nothing of the machine's own SSH set-up takes part: no configuration, agent, forwarding, proxy, passwords or other keys. */
const FIXED_OPTIONS = [
  'BatchMode=yes',
  'StrictHostKeyChecking=yes',
  'GlobalKnownHostsFile=/dev/null',
  'UpdateHostKeys=no',
  'VerifyHostKeyDNS=no',
  'CheckHostIP=no',
  'IdentitiesOnly=yes',
  'IdentityAgent=none',
  'PreferredAuthentications=publickey',
  'PasswordAuthentication=no',
  'KbdInteractiveAuthentication=no',
  'ForwardAgent=no',
  'ForwardX11=no',
  'ClearAllForwardings=yes',
  'PermitLocalCommand=no',
  'ProxyCommand=none',
  'ControlMaster=no',
  'ControlPath=none',
  'Tunnel=no',
  'ConnectTimeout=20',
  'ServerAliveInterval=10',
  'ServerAliveCountMax=3',
  'LogLevel=ERROR',
] as const;

/**
 * The value of `GIT_SSH_COMMAND`. git gives it to a shell, and ssh reads option values once more for quotes, `%` and `$`:
 * only paths that mean the same to both are let in.
 *
 * @throws {@link CredentialsInvalidError} when the folder of the store has characters in its path that cannot be passed.
 */
export function sshCommand(options: SshCommandOptions): string {
  const values = [
    ...FIXED_OPTIONS,
    `IdentityFile=${quoteForSsh(options.keyFile)}`,
    `UserKnownHostsFile=${quoteForSsh(options.knownHostsFile)}`,
  ];
  return ['ssh', '-F', '/dev/null', '-T', ...values.flatMap((value) => ['-o', `'${value}'`])].join(' ');
}

function quoteForSsh(path: string): string {
  if (!/^\/[A-Za-z0-9_./@:+, -]*$/.test(path)) {
    throw new CredentialsInvalidError(
      'SSH needs a store whose path has letters, digits, spaces and "_./@:+,-" only. Move the data folder.',
    );
  }
  return `"${path}"`;
}
