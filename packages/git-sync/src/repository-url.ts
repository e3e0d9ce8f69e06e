import { UrlNotAllowedError } from './errors.ts';
import { resolveFileRepository } from './file-repository.ts';
import { isHostAllowed, type ResolvedPolicy } from './policy.ts';

/** The protocols that exist here. Every other one is refused, `ext::` and `git:` first of all. */
export type RepositoryProtocol = 'https' | 'ssh' | 'file' | 'http';

/** A URL that has been checked against the policy and is safe to hand to git. */
export interface RepositoryUrl {
  readonly protocol: RepositoryProtocol;
  /** As git gets it. Holds no credentials; an SSH user name may be there. */
  readonly text: string;
  /** Lower case; empty for `file:`. */
  readonly host: string;
}

const MAX_URL_LENGTH = 2048;
/** `git@host:path`, the short form of SSH URLs: no scheme, a colon before the first slash. */
const SCP_LIKE = /^(?:(?<user>[^@:/]+)@)?(?<host>\[[0-9a-f:.]+\]|[^@:/[\]]{2,}):(?<path>(?!\/\/|:).+)$/i;
const SSH_NAME = /^[a-z0-9_][a-z0-9._-]*$/i;
const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/i;
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
// Encoded control characters: git decodes them, and a line break inside a host or path has been used to forge credential requests.
const ENCODED_CONTROL = /%(?:[01][0-9a-f]|7f)/i;

/**
 * Checks a URL against the policy.
 *
 * @throws {@link UrlNotAllowedError} with the reason. The URL itself is never in the message: it may hold a password.
 */
export async function parseRepositoryUrl(text: string, policy: ResolvedPolicy): Promise<RepositoryUrl> {
  assertPlainText(text);
  const url = parseScpLike(text) ?? parseUrl(text, policy);
  if (url.protocol === 'file') {
    return { ...url, text: await resolveFileRepository(url.text, policy.fileRoots) };
  }
  if (!isHostAllowed(policy, url.host)) {
    throw new UrlNotAllowedError(
      `The host "${url.host}" is not in the list of allowed hosts. Ask the operator to add it to "hosts".`,
    );
  }
  return url;
}

function assertPlainText(text: string): void {
  if (text === '' || text.length > MAX_URL_LENGTH) {
    throw new UrlNotAllowedError(`A repository URL has 1 to ${MAX_URL_LENGTH} characters.`);
  }
  if (!/^[\x21-\x7e]+$/.test(text) || ENCODED_CONTROL.test(text)) {
    throw new UrlNotAllowedError(
      'A repository URL has no white space, control or non-ASCII characters. Encode them as %XX where they belong to the path.',
    );
  }
  if (text.startsWith('-')) {
    throw new UrlNotAllowedError('A repository URL does not start with "-": git would take it for an option.');
  }
  if (text.includes('\\')) {
    throw new UrlNotAllowedError('A repository URL has no backslash. Use "/".');
  }
  if (/^[a-z0-9+.-]*::/i.test(text)) {
    throw new UrlNotAllowedError('Transport helpers ("ext::", "fd::") are not allowed. Use an https: or ssh: URL.');
  }
}

function parseScpLike(text: string): RepositoryUrl | undefined {
  const groups = text.includes('://') ? undefined : SCP_LIKE.exec(text)?.groups;
  if (groups === undefined) {
    return undefined;
  }
  const { user, host = '', path = '' } = groups;
  assertSshNames(user, host);
  if (path.startsWith('-')) {
    throw new UrlNotAllowedError('The path of a repository URL does not start with "-".');
  }
  return { protocol: 'ssh', text: `${user === undefined ? '' : `${user}@`}${host}:${path}`, host: host.toLowerCase() };
}

function parseUrl(text: string, policy: ResolvedPolicy): RepositoryUrl {
  const url = URL.canParse(text) && text.includes('://') ? new URL(text) : undefined;
  if (url === undefined) {
    throw new UrlNotAllowedError(
      'This is no repository URL. Write it as https://host/path, ssh://user@host/path or user@host:path.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw new UrlNotAllowedError(
      'A repository URL has no "?" and no "#" part. Give branch and credentials as options of their own.',
    );
  }
  if (url.password !== '' || (url.username !== '' && url.protocol !== 'ssh:')) {
    throw new UrlNotAllowedError(
      'A repository URL holds no credentials. Give them as a reference to a secret instead.',
    );
  }
  switch (url.protocol) {
    case 'https:':
      return webUrl(url, 'https');
    case 'http:':
      if (policy.allowLoopbackHttp && LOOPBACK.test(url.hostname)) {
        return webUrl(url, 'http');
      }
      throw new UrlNotAllowedError('http: is not allowed: anybody on the way could change the code. Use https:.');
    case 'ssh:':
      return sshUrl(url);
    case 'file:':
      return fileUrl(url, policy);
    default:
      throw new UrlNotAllowedError(`The protocol "${url.protocol}" is not allowed. Use https: or ssh:.`);
  }
}

function webUrl(url: URL, protocol: 'https' | 'http'): RepositoryUrl {
  if (!HOST_NAME.test(url.hostname)) {
    throw new UrlNotAllowedError('The host of the repository URL is not a host name.');
  }
  return { protocol, text: url.href, host: url.hostname };
}

function sshUrl(url: URL): RepositoryUrl {
  const user = decodeURIComponent(url.username);
  assertSshNames(user === '' ? undefined : user, url.hostname);
  if (url.pathname === '' || url.pathname === '/' || url.pathname.startsWith('/-')) {
    throw new UrlNotAllowedError('The repository URL has no path, or one that starts with "-".');
  }
  const port = url.port === '' ? '' : `:${url.port}`;
  const text = `ssh://${user === '' ? '' : `${user}@`}${url.hostname}${port}${url.pathname}`;
  return { protocol: 'ssh', text, host: url.hostname.toLowerCase() };
}

function fileUrl(url: URL, policy: ResolvedPolicy): RepositoryUrl {
  if (policy.fileRoots.length === 0) {
    throw new UrlNotAllowedError('file: is not allowed here. Ask the operator to add the folder to "fileRoots".');
  }
  if (url.host !== '') {
    throw new UrlNotAllowedError('A file: URL names no host: write file:///path.');
  }
  return { protocol: 'file', text: url.href, host: '' };
}

function assertSshNames(user: string | undefined, host: string): void {
  if ((user !== undefined && !SSH_NAME.test(user)) || !HOST_NAME.test(host)) {
    throw new UrlNotAllowedError('The user or host of the SSH URL holds characters that are not allowed.');
  }
}
