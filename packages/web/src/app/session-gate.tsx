import { Center, Container, Loader } from '@mantine/core';
import { lazy, Suspense, type ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useSession } from '../lib/session.ts';
import { Shell } from './shell.tsx';

const SignInPage = lazy(async () => ({ default: (await import('../features/session/sign-in-page.tsx')).SignInPage }));

/** The pages for those who have signed in; the sign-in page for all others, under the same address. */
export function SessionGate(): ReactNode {
  const session = useSession();
  if (session.data) return <Shell />;
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
      <Loader aria-label="Loading" />
    </Center>
  );
}
