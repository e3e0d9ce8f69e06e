import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientSecretBasic,
  ClientSecretPost,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type ClientAuth,
  type Configuration,
} from 'openid-client';
import type { OidcProviderSettings } from '../../config/oidc-settings.ts';
import { OidcResponseInvalidError } from '../../errors.ts';
import { readClaim, wantedClaims, type Claims } from './claims.ts';
import { convertOidcError } from './convert-oidc-error.ts';
import type { SignInAttempt } from './sign-in-attempt.ts';

/** One request to a provider may take so long. */
const timeoutS = 8;
/** What a provider says of itself is asked for again after so long. */
const maxAgeMs = 3_600_000;
/** A longer word of a provider is not kept: it would be too long for an address at sign-out. */
const maxIdTokenLength = 8000;

/** Somebody whom a provider vouches for. */
export interface ExternalPerson {
  readonly issuer: string;
  readonly subject: string;
  readonly claims: Claims;
  /** What the provider takes for a hint at sign-out; undefined when it is too long for that. */
  readonly idToken: string | undefined;
}

/**
 * Our side of one identity provider. It is asked who it is at the first sign-in, not at the start of the server, and again
 * from time to time; what it said last holds on while it does not answer.
 */
export interface OidcClient {
  readonly settings: OidcProviderSettings;
  /** Address at the provider to send the browser to, and what to remember of it. */
  begin(redirectUri: string, next: string): Promise<{ readonly url: string; readonly attempt: SignInAttempt }>;
  /**
   * Who came back. Issuer, signature, audience, times, state and nonce are checked by the library.
   * @param currentUrl - the redirect URI with what the provider added to it
   */
  finish(currentUrl: URL, attempt: SignInAttempt): Promise<ExternalPerson>;
  /** Where a browser goes to sign out at the provider too; undefined when that is not wanted, or cannot be done now. */
  endSessionUrl(returnUrl: string, idToken: string | undefined): Promise<string | undefined>;
}

export function createOidcClient(settings: OidcProviderSettings): OidcClient {
  const { label } = settings;
  const load = cached(() => discover(settings));
  const guarded = async <T>(work: (configuration: Configuration) => Promise<T>): Promise<T> => {
    try {
      return await work(await load());
    } catch (error) {
      throw convertOidcError(error, label);
    }
  };
  return {
    settings,
    begin: (redirectUri, next) =>
      guarded(async (configuration) => {
        const verifier = randomPKCECodeVerifier();
        const attempt = {
          provider: settings.id,
          state: randomState(),
          nonce: randomNonce(),
          verifier,
          next,
          begun: Date.now(),
        };
        const url = buildAuthorizationUrl(configuration, {
          redirect_uri: redirectUri,
          scope: [...new Set(['openid', ...settings.scopes])].join(' '),
          code_challenge: await calculatePKCECodeChallenge(verifier),
          code_challenge_method: 'S256',
          state: attempt.state,
          nonce: attempt.nonce,
        });
        return { url: url.href, attempt };
      }),
    finish: (currentUrl, attempt) =>
      guarded(async (configuration) => {
        const tokens = await authorizationCodeGrant(configuration, currentUrl, {
          pkceCodeVerifier: attempt.verifier,
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          idTokenExpected: true,
        });
        const own = tokens.claims();
        if (!own) throw new OidcResponseInvalidError(label);
        const isComplete = wantedClaims(settings).every((name) => readClaim(own, name) !== undefined);
        const canTellMore = configuration.serverMetadata().userinfo_endpoint !== undefined;
        const more = isComplete || !canTellMore ? {} : await fetchUserInfo(configuration, tokens.access_token, own.sub);
        const idToken = tokens.id_token;
        return {
          issuer: own.iss,
          subject: own.sub,
          claims: { ...more, ...own },
          idToken: idToken !== undefined && idToken.length <= maxIdTokenLength ? idToken : undefined,
        };
      }),
    endSessionUrl: async (returnUrl, idToken) => {
      if (!settings.signOutAtProvider) return undefined;
      const configuration = await load().catch(() => undefined);
      if (configuration?.serverMetadata().end_session_endpoint === undefined) return undefined;
      return buildEndSessionUrl(configuration, {
        post_logout_redirect_uri: returnUrl,
        ...(idToken === undefined ? {} : { id_token_hint: idToken }),
      }).href;
    },
  };
}

async function discover({ issuer, clientId, clientSecret }: OidcProviderSettings): Promise<Configuration> {
  const url = new URL(issuer);
  return await discovery(url, clientId, undefined, clientSecret === undefined ? None() : bySecret(clientSecret), {
    timeout: timeoutS,
    execute: [
      // The signature is checked although the token comes from the provider itself: a proxy in between proves nothing.
      enableNonRepudiationChecks,
      ...(url.protocol === 'http:' ? [allowInsecureRequests] : []),
    ],
  });
}

/** In the body where the provider takes it so: in the header, providers disagree on how it is encoded. */
function bySecret(secret: string): ClientAuth {
  const [post, basic] = [ClientSecretPost(secret), ClientSecretBasic(secret)];
  return (server, ...rest) =>
    (server.token_endpoint_auth_methods_supported?.includes('client_secret_post') === true ? post : basic)(
      server,
      ...rest,
    );
}

/** Asks once for all who want to know at the same time. A failure is forgotten, and what was known before stays. */
function cached<T>(ask: () => Promise<T>): () => Promise<T> {
  let known: { readonly value: T; readonly since: number } | undefined;
  let asking: Promise<T> | undefined;
  return async () => {
    if (known && Date.now() - known.since < maxAgeMs) return known.value;
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    try {
      const value = await asking;
      known = { value, since: Date.now() };
      return value;
    } catch (error) {
      if (!known) throw error;
      known = { value: known.value, since: Date.now() };
      return known.value;
    }
  };
}
