import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { request } from '../../lib/api.ts';

/** Ways to sign in that the server offers. */
export interface SignInMethods {
  readonly oidc: readonly { readonly name: string; readonly label: string; readonly url: string }[];
}

export function useSignInMethods(): UseQueryResult<SignInMethods> {
  return useQuery({
    queryKey: ['session', 'methods'],
    queryFn: () => request<SignInMethods>('/api/auth/methods/'),
    staleTime: Infinity,
  });
}
