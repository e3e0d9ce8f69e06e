import type { OidcProviderSettings } from '../../config/oidc-settings.ts';
import { createOidcClient, type OidcClient } from './oidc-client.ts';

/** The configured identity providers, by id, in the order of the configuration. */
export type OidcClients = ReadonlyMap<string, OidcClient>;

export function createOidcClients(providers: readonly OidcProviderSettings[]): OidcClients {
  return new Map(providers.map((settings) => [settings.id, createOidcClient(settings)]));
}

/** Where a browser goes to sign in with a provider. */
export function signInPathOf(providerId: string): string {
  return `/api/auth/oidc/${providerId}/login/`;
}
