const nobody = 'http://own.invalid';
const maxLength = 2000;

/**
 * Where a browser goes after it has signed in: a page of ours, as it was asked for, or else `/`. Anything that browsers
 * could take for an address of somebody else is none.
 */
export function toReturnPath(given: string | undefined): string {
  if (given === undefined || given.length > maxLength || !given.startsWith('/') || !URL.canParse(given, nobody)) {
    return '/';
  }
  const { origin, pathname, search, hash } = new URL(given, nobody);
  // Dots in a path can leave two slashes at its beginning: browsers read those as the name of a host.
  const isOwn = origin === nobody && !/^\/[/\\]/.test(pathname);
  return isOwn && !/^\/+api(\/|$)/i.test(pathname) ? `${pathname}${search}${hash}` : '/';
}
