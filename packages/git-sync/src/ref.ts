import { isObjectId } from './object-id.ts';
import { hasUnprintable } from './display-text.ts';
import { PathInvalidError, RefInvalidError } from './errors.ts';

/** What a request's `ref` asks for. */
export type RefQuery =
  | { readonly kind: 'default' }
  | { readonly kind: 'commit'; readonly commit: string }
  /** Full names in the order in which they are tried. */
  | { readonly kind: 'named'; readonly candidates: readonly string[] };

const MAX_REF_LENGTH = 255;
// https://git-scm.com/docs/git-check-ref-format, on our side: what it forbids never reaches git.
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const FORBIDDEN_IN_REF = /[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|^[./]|[./]$|^@$/;

/**
 * Reads a ref: the name of a branch or tag (`main`, `refs/tags/v1`), a whole commit id, or `undefined` (and `HEAD`) for the branch that
 * the remote shows first. Where a branch and a tag have the same short name the branch wins, as in `git clone --branch`.
 *
 * @throws {@link RefInvalidError}
 */
export function parseRef(ref: string | undefined): RefQuery {
  if (ref === undefined || ref === 'HEAD') {
    return { kind: 'default' };
  }
  if (isObjectId(ref)) {
    return { kind: 'commit', commit: ref };
  }
  if (
    ref === '' ||
    ref.length > MAX_REF_LENGTH ||
    ref.startsWith('-') ||
    FORBIDDEN_IN_REF.test(ref) ||
    hasUnprintable(ref)
  ) {
    throw new RefInvalidError(
      'The ref is not the name of a branch or tag, nor a whole commit id of 40 (or 64) lower-case hexadecimal digits.',
    );
  }
  if (ref.startsWith('refs/')) {
    if (!/^refs\/(?:heads|tags)\/[^-]/.test(ref)) {
      throw new RefInvalidError('A full ref starts with "refs/heads/" or "refs/tags/".');
    }
    return { kind: 'named', candidates: [ref] };
  }
  return { kind: 'named', candidates: [`refs/heads/${ref}`, `refs/tags/${ref}`] };
}

/**
 * Reads a path within a repository. Both `''` and `undefined` mean the whole repository.
 *
 * @returns the path without slashes at its ends.
 * @throws {@link PathInvalidError}
 */
export function parseSubfolder(path = ''): string {
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') {
    if (path.startsWith('/')) {
      throw new PathInvalidError(
        'The path within the repository is relative to its root: leave it empty for the whole repository.',
      );
    }
    return '';
  }
  const names = trimmed.split('/');
  if (
    Buffer.byteLength(trimmed) > 1024 ||
    hasUnprintable(trimmed) ||
    trimmed.includes('\\') ||
    names.some((name) => name === '' || name === '.' || name === '..' || name.toLowerCase() === '.git')
  ) {
    throw new PathInvalidError(
      'The path within the repository is relative, separated by "/", and has no "." or ".." in it.',
    );
  }
  return trimmed;
}
