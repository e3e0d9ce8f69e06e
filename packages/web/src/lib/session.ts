import { useQuery, useQueryClient, type QueryClient, type UseQueryResult } from '@tanstack/react-query';
import { ApiError } from './api-error.ts';
import { request } from './api.ts';

/** Who is signed in, and what they may do with which kinds of objects. */
export interface Session {
  readonly user: {
    readonly id: string;
    readonly username: string;
    readonly email: string;
    readonly is_superuser: boolean;
  };
  /** Signed in with a token that may only read. */
  readonly read_only: boolean;
  readonly permissions: readonly { readonly object_type: string; readonly actions: readonly string[] }[];
  readonly expires: string;
}

export const sessionKey = ['session'] as const;

async function getSession(): Promise<Session | null> {
  try {
    return await request<Session>('/api/auth/session/');
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}

/** Data is null when nobody is signed in. */
export function useSession(): UseQueryResult<Session | null> {
  return useQuery({ queryKey: sessionKey, queryFn: getSession, staleTime: 60_000, refetchOnWindowFocus: true });
}

/** The signed-in user. Pages below the shell have one. */
export function useCurrentSession(): Session {
  const { data } = useSession();
  if (!data) throw new Error('Nobody is signed in.');
  return data;
}

/** Whether the user may do it with at least some objects of the type. The server decides on each. */
export function mayDo(session: Session, action: string, objectType: string): boolean {
  if (session.read_only && action !== 'view') return false;
  if (session.user.is_superuser) return true;
  return session.permissions.some(
    (permission) => permission.object_type === objectType && permission.actions.includes(action),
  );
}

export function useMayDo(action: string, objectType: string): boolean {
  return mayDo(useCurrentSession(), action, objectType);
}

export type Credentials = { readonly username: string; readonly password: string } | { readonly token: string };

export async function signIn(client: QueryClient, credentials: Credentials): Promise<void> {
  await request('/api/auth/login/', { method: 'POST', body: credentials });
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  await client.fetchQuery({ queryKey: sessionKey, queryFn: getSession, staleTime: 0 });
}

/** @param everywhere - also the other browsers of the user */
export function useSignOut(): (everywhere?: boolean) => Promise<void> {
  const client = useQueryClient();
  return async (everywhere = false) => {
    const path = everywhere ? '/api/auth/logout-everywhere/' : '/api/auth/logout/';
    const answer = await request<{ readonly url: string } | undefined>(path, { method: 'POST' });
    if (answer !== undefined) {
      // The session began at an identity provider: it ends there too, and comes back to the sign-in page.
      window.location.assign(answer.url);
      return;
    }
    // The page that is shown watches this entry: it is changed, not taken away.
    client.setQueryData(sessionKey, null);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== sessionKey[0] });
  };
}
