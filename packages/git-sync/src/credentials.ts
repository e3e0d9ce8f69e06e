import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, realpath, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { toDisplayText } from './display-text.ts';
import { CredentialsInvalidError } from './errors.ts';
import type { ResolvedPolicy } from './policy.ts';
import type { RepositoryUrl } from './repository-url.ts';
import { Secret } from './secret.ts';
import { sshCommand } from './ssh-command.ts';

/**
 * Where a secret is kept: a variable of the server's environment, a file, or a place that the store was given a reader for (`readSecret`).
 * The secret itself is never part of a request.
 */
export type SecretReference = { readonly env: string } | { readonly file: string } | { readonly secret: string };

/** Gives the value of a secret by its name; `undefined` if there is none that may be read. */
export type SecretReader = (name: string) => Promise<string | undefined>;

/** A token for `https:`. */
export interface HttpsTokenCredentials {
  readonly type: 'https-token';
  readonly token: SecretReference;
  /** Used with the scheme `basic`. Default: `x-access-token`, which GitHub, GitLab and Gitea take with any token. */
  readonly username?: string;
  /** How the token is sent: as the password of Basic authentication, or as a bearer token. Default: `basic`. */
  readonly scheme?: 'basic' | 'bearer';
}

/** A private key without passphrase for `ssh:`, and the keys by which the server is known. */
export interface SshKeyCredentials {
  readonly type: 'ssh-key';
  readonly privateKey: SecretReference;
  /** Lines in the format of known_hosts. They are not secret, so the text itself may be given. There is no way to do without. */
  readonly knownHosts: SecretReference | { readonly text: string };
}

/** How to authenticate. Holds references to secrets, never a secret. */
export type RepositoryCredentials = HttpsTokenCredentials | SshKeyCredentials;

/** What git needs to authenticate, for the time of one sync. */
export interface Authentication {
  readonly environment: Readonly<Record<string, string | Secret>>;
  /** Value of the header `Authorization`, for requests to the repository's own origin that git does not make. */
  readonly authorization?: Secret;
  /** For {@link redact}. */
  readonly secrets: readonly string[];
}

/** Options of {@link resolveCredentials}. */
export interface ResolveCredentialsOptions {
  readonly url: RepositoryUrl;
  readonly policy: ResolvedPolicy;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly readSecret?: SecretReader | undefined;
  /** A private folder that is removed at the end of the sync. */
  readonly scratchDirectory: string;
}

const MAX_SECRET_BYTES = 64 * 1024;

/**
 * Reads the secrets and turns them into an environment for git.
 *
 * @throws {@link CredentialsInvalidError} when they do not fit the URL or cannot be read.
 */
export async function resolveCredentials(
  credentials: RepositoryCredentials | undefined,
  options: ResolveCredentialsOptions,
): Promise<Authentication> {
  const { protocol } = options.url;
  if (credentials === undefined) {
    if (protocol === 'ssh') {
      throw new CredentialsInvalidError(
        'An SSH URL needs credentials of the type "ssh-key": a private key and known_hosts.',
      );
    }
    return { environment: {}, secrets: [] };
  }
  if (credentials.type === 'https-token' && (protocol === 'https' || protocol === 'http')) {
    return tokenAuthentication(credentials, options);
  }
  if (credentials.type === 'ssh-key' && protocol === 'ssh') {
    return keyAuthentication(credentials, options);
  }
  throw new CredentialsInvalidError(`Credentials of the type "${credentials.type}" do not fit a ${protocol}: URL.`);
}

/** Says which credentials a request names, without the secrets. Two requests with the same text may share what has been fetched. */
export function describeCredentials(credentials: RepositoryCredentials | undefined): string {
  if (credentials === undefined) {
    return 'none';
  }
  return credentials.type === 'https-token'
    ? JSON.stringify(['https-token', credentials.token, credentials.username, credentials.scheme])
    : JSON.stringify(['ssh-key', credentials.privateKey]);
}

async function tokenAuthentication(
  credentials: HttpsTokenCredentials,
  options: ResolveCredentialsOptions,
): Promise<Authentication> {
  const token = (await readSecret(credentials.token, options)).trim();
  const username = credentials.username ?? 'x-access-token';
  // eslint-disable-next-line no-control-regex -- a line break would start a header of its own
  if (token === '' || /[\x00-\x20\x7f]/.test(token) || /[\x00-\x1f\x7f:]/.test(username)) {
    throw new CredentialsInvalidError(
      'The token is empty or holds white space, or the user name holds ":" or a control character.',
    );
  }
  const encoded = Buffer.from(`${username}:${token}`).toString('base64');
  const header = credentials.scheme === 'bearer' ? `Bearer ${token}` : `Basic ${encoded}`;
  return {
    // Bound to the host: git sends the header to no other one.
    environment: {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: `http.${new URL(options.url.text).origin}/.extraHeader`,
      GIT_CONFIG_VALUE_0: new Secret(`Authorization: ${header}`),
    },
    authorization: new Secret(header),
    secrets: [token, encoded],
  };
}

async function keyAuthentication(
  credentials: SshKeyCredentials,
  options: ResolveCredentialsOptions,
): Promise<Authentication> {
  const key = await readSecret(credentials.privateKey, options);
  if (!/^\s*-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(key)) {
    throw new CredentialsInvalidError(
      'The private key is not in OpenSSH or PEM format ("-----BEGIN … PRIVATE KEY-----").',
    );
  }
  const knownHosts =
    'text' in credentials.knownHosts ? credentials.knownHosts.text : await readSecret(credentials.knownHosts, options);
  if (knownHosts.trim() === '') {
    throw new CredentialsInvalidError(
      'known_hosts is empty. Fill it with the output of "ssh-keyscan <host>", compared with what the host publishes.',
    );
  }
  // ssh takes keys from files only. Copies of our own have the mode that it insists on, and paths that need no quoting inside its options.
  const keyFile = await writePrivateFile(options.scratchDirectory, `${key.trim()}\n`);
  const knownHostsFile = await writePrivateFile(options.scratchDirectory, `${knownHosts.trim()}\n`);
  return {
    environment: { GIT_SSH_COMMAND: sshCommand({ keyFile, knownHostsFile }), GIT_SSH_VARIANT: 'ssh' },
    secrets: [key.trim()],
  };
}

async function writePrivateFile(directory: string, text: string): Promise<string> {
  const path = join(directory, randomBytes(8).toString('hex'));
  await writeFile(path, text, { flag: 'wx', mode: 0o600 });
  return path;
}

async function readSecret(reference: SecretReference, options: ResolveCredentialsOptions): Promise<string> {
  if ('env' in reference) {
    return readVariable(reference.env, options);
  }
  return 'file' in reference
    ? readSecretFile(reference.file, options.policy.secretDirectories)
    : readNamedSecret(reference.secret, options);
}

async function readNamedSecret(name: string, { readSecret }: ResolveCredentialsOptions): Promise<string> {
  if (readSecret === undefined) {
    throw new CredentialsInvalidError('Secrets cannot be named here. Name a variable of the environment, or a file.');
  }
  const value = await readSecret(name);
  if (value === undefined) {
    throw new CredentialsInvalidError(`The secret "${toDisplayText(name)}" does not exist, or cannot be read.`);
  }
  return value;
}

function readVariable(name: string, options: ResolveCredentialsOptions): string {
  const { secretPrefix } = options.policy;
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) || !name.startsWith(secretPrefix)) {
    throw new CredentialsInvalidError(
      `A variable with a secret is named "${secretPrefix}…". Rename it, or ask the operator to change "secretPrefix".`,
    );
  }
  const value = options.environment[name];
  if (value === undefined || value === '') {
    throw new CredentialsInvalidError(`The environment variable "${name}" is not set on the server.`);
  }
  return value;
}

async function readSecretFile(path: string, directories: readonly string[]): Promise<string> {
  const unreadable =
    'The secret file does not exist, cannot be read, or is not below one of the folders for secrets ("secretDirectories").';
  try {
    const real = await realpath(path);
    const roots = await Promise.all(directories.map((directory) => realpath(directory).catch(() => undefined)));
    if (!roots.some((root) => root !== undefined && real.startsWith(root.endsWith(sep) ? root : root + sep))) {
      throw new CredentialsInvalidError(unreadable);
    }
    await using file = await open(real, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stats = await file.stat();
    if (!stats.isFile() || stats.size > MAX_SECRET_BYTES) {
      throw new CredentialsInvalidError(
        `The secret file is no regular file, or larger than ${MAX_SECRET_BYTES} bytes.`,
      );
    }
    return await file.readFile('utf8');
  } catch (error) {
    throw error instanceof CredentialsInvalidError ? error : new CredentialsInvalidError(unreadable, { cause: error });
  }
}
