import { Center, Container, Loader } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useSession } from '../lib/session.ts';

const SignInPage = lazy(async () => ({ default: (await import('../features/session/sign-in-page.tsx')).SignInPage }));

/**
 * The pages for those who have signed in; the sign-in page for all others, under the same address. It stands around the
 * router, so that nobody fetches the code and the data of a page that he may not see yet.
 */
export function SessionGate({ children }: { readonly children: ReactNode }): ReactNode {
  const session = useSession();
  if (session.data) return children;
  if (session.data === null) {
    return (
      <Suspense fallback={null}>
        <SignInPage />
      </Suspense>
    );
  }
  if (session.isError) {
    return (
      <Container size="xs" py="xl">
        <ErrorNotice error={session.error} onRetry={() => void session.refetch()} />
      </Container>
    );
  }
  return (
    <Center mih="100dvh">
      <Loader role="status" aria-label="Loading" />
    </Center>
  );
}
