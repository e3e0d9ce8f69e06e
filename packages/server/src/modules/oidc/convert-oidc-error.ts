import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import {
  JobwrightError,
  OidcDeniedError,
  OidcProviderUnavailableError,
  OidcResponseInvalidError,
} from '../../errors.ts';

/** What providers say when they cannot answer now: https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1 */
const temporary = new Set(['server_error', 'temporarily_unavailable']);

/** What the library or `fetch` throws, as an error of ours. The cause is for the log: it may quote the provider. */
export function convertOidcError(error: unknown, label: string): JobwrightError {
  if (error instanceof JobwrightError) return error;
  if (error instanceof AuthorizationResponseError) {
    return temporary.has(error.error)
      ? new OidcProviderUnavailableError(label, { cause: error })
      : new OidcDeniedError(label, { cause: error });
  }
  return isUnavailable(error)
    ? new OidcProviderUnavailableError(label, { cause: error })
    : new OidcResponseInvalidError(label, { cause: error });
}

/** `fetch` throws a `TypeError` when there is no answer; statuses from 500 are the provider's own fault. */
function isUnavailable(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.status >= 500;
  if (error instanceof ClientError) {
    const { cause } = error;
    return (
      (cause instanceof Response && cause.status >= 500) ||
      error.code === 'OAUTH_TIMEOUT' ||
      error.code === 'OAUTH_ABORT'
    );
  }
  return error instanceof TypeError && error.message === 'fetch failed';
}

/** Why, for the log: the reasons of the library behind its own. */
export function reasonsOf(error: unknown): readonly string[] {
  const reasons: string[] = [];
  for (let at: unknown = error; at instanceof Error && reasons.length < 5; at = at.cause) reasons.push(at.message);
  return reasons;
}
