/** What the server tells the sign-in page in its address, when somebody comes back from an identity provider. */
export interface SignInSearch {
  /** Code of the error that kept somebody out. */
  readonly error?: string;
  /** Id of the provider that it happened with. */
  readonly provider?: string;
  /** Page to go on to afterwards. */
  readonly next?: string;
}

/** Takes only what can be what it says: anybody can make an address. */
export function toSignInSearch(query: Readonly<Record<string, unknown>>): SignInSearch {
  const { error, next, provider } = query;
  return {
    ...(typeof error === 'string' && /^[A-Z_]{1,60}$/.test(error) ? { error } : {}),
    ...(typeof provider === 'string' && /^[a-z0-9-]{1,50}$/.test(provider) ? { provider } : {}),
    ...(typeof next === 'string' && isOwnPage(next) ? { next } : {}),
  };
}

function isOwnPage(path: string): boolean {
  const nobody = 'http://own.invalid';
  if (!path.startsWith('/') || !URL.canParse(path, nobody)) return false;
  const { origin, pathname } = new URL(path, nobody);
  return origin === nobody && !/^\/[/\\]/.test(pathname);
}
