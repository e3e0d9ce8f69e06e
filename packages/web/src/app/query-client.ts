import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from '../lib/api-error.ts';
import { sessionKey } from '../lib/session.ts';

const maxRetries = 3;

/** The cache of what the server answered. */
export function createQueryClient(): QueryClient {
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({
      // A session that is over shows the sign-in page, wherever one was; what was typed there is kept by its page.
      onError: (error, query) => {
        if (error instanceof ApiError && error.status === 401 && query.queryKey[0] !== sessionKey[0]) {
          client.setQueryData(sessionKey, null);
        }
      },
    }),
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        // The server's own words are final; a connection that broke is worth another try.
        retry: (failures, error) => failures < maxRetries && !(error instanceof ApiError && error.status < 500),
      },
    },
  });
  return client;
}
