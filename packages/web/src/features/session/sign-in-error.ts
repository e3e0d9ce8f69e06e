/** What kept somebody out, by code of the server; `$` stands for the name of the identity provider. */
const texts: Readonly<Record<string, string>> = {
  JOBWRIGHT_OIDC_PROVIDER_UNAVAILABLE: '$ cannot be reached at the moment. Try again later, or sign in another way.',
  JOBWRIGHT_OIDC_RESPONSE_INVALID:
    'What $ answered does not hold. Try again; if it stays so, tell an administrator: the log of the server says why.',
  JOBWRIGHT_OIDC_ATTEMPT_UNKNOWN: 'This sign-in was not begun in this browser, or took too long. Sign in again.',
  JOBWRIGHT_OIDC_DENIED: '$ did not let you sign in.',
  JOBWRIGHT_OIDC_CLAIM_MISSING:
    '$ does not tell enough about you. Ask an administrator to look at its claims and scopes.',
  JOBWRIGHT_OIDC_USER_UNKNOWN: 'Your account at $ belongs to no user here. Ask an administrator for one.',
  JOBWRIGHT_OIDC_USER_CONFLICT:
    'A user here has the name or address of your account at $, and is not linked to it. Ask an administrator.',
  JOBWRIGHT_OIDC_USER_INACTIVE: 'Your user here is not active. Ask an administrator to let you in.',
  JOBWRIGHT_LAST_SUPERUSER:
    '$ says that you are no superuser any more, but here you are the last one. Make another one first.',
};

/** The refusal of an identity provider in words, with its code. */
export function describeSignInError(code: string, label = 'The identity provider'): string {
  return `${(texts[code] ?? 'Signing in with $ failed.').replace('$', () => label)} (${code})`;
}
