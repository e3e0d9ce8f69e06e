import { UrlNotAllowedError } from '../errors.ts';
import type { RepositoryUrl } from '../repository-url.ts';

/** Scheme and host, or user and host of the short form of SSH URLs; then the path. */
const BASE = /^(?<site>[a-z][a-z0-9+.-]*:\/\/[^/]*|[^/:]+:)(?<path>.*)$/i;

/**
 * The URL of a submodule: absolute as it is, relative ones (`../lib.git`) below the host of the repository that names it.
 *
 * @remarks As git does it, but that no step leads above the host's root: what git makes of those differs by version.
 * @throws {@link UrlNotAllowedError}
 */
export function resolveSubmoduleUrl(parent: string, url: string): string {
  if (!/^\.{1,2}(?:\/|$)/.test(url)) {
    return url;
  }
  const { site = '', path = '' } = BASE.exec(parent)?.groups ?? {};
  const segments = path.split('/').filter((segment) => segment !== '');
  for (const segment of url.split('/')) {
    if (segment === '..') {
      if (segments.pop() === undefined) {
        throw new UrlNotAllowedError('Its relative URL leads above the root of the host.');
      }
    } else if (segment !== '' && segment !== '.') {
      segments.push(segment);
    }
  }
  if (segments.length === 0) {
    throw new UrlNotAllowedError('Its relative URL leads to the root of the host, which is no repository.');
  }
  return `${site}${site.endsWith('//') || !site.endsWith(':') || path.startsWith('/') ? '/' : ''}${segments.join('/')}`;
}

/**
 * A repository must not lead to what its own kind of URL could not have named: from the web to folders of this machine, or in the clear.
 *
 * @throws {@link UrlNotAllowedError}
 */
export function assertSameTransport(parent: RepositoryUrl, child: RepositoryUrl): void {
  if (child.protocol === 'https' || child.protocol === parent.protocol) {
    return;
  }
  throw new UrlNotAllowedError(
    `Its URL begins with "${child.protocol}:", and that of the repository that names it with "${parent.protocol}:". Use an https: or a relative URL.`,
  );
}

/** Whether secrets for one repository may be sent to where another one lies. */
export function isSameOrigin(one: RepositoryUrl, other: RepositoryUrl): boolean {
  if (one.protocol !== other.protocol || one.host !== other.host) {
    return false;
  }
  return one.protocol === 'ssh' || new URL(one.text).origin === new URL(other.text).origin;
}
