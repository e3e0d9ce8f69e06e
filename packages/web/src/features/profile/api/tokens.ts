import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { answerOf, api, request, type Schemas } from '../../../lib/api.ts';

export type Token = Schemas['Token'];
export type NewToken = Schemas['NewToken'];

export const tokensKey = ['tokens'] as const;

/** The user's own tokens. */
export function useTokens(userId: string): UseQueryResult<readonly Token[]> {
  return useQuery({
    queryKey: [...tokensKey, userId],
    queryFn: async ({ signal }) => {
      const query = { limit: 0, user_id: userId };
      return (await answerOf(api.GET('/api/users/tokens/', { params: { query }, signal }))).results;
    },
  });
}

export interface TokenRequest {
  readonly description: string;
  readonly write_enabled: boolean;
  /** ISO 8601; null: never. */
  readonly expires: string | null;
}

/** The answer is the only one that has the key. */
export function createToken(body: TokenRequest): Promise<NewToken> {
  return request('/api/users/tokens/', { method: 'POST', body });
}

export async function revokeToken(id: string): Promise<void> {
  await request(`/api/users/tokens/${id}/`, { method: 'DELETE' });
}
