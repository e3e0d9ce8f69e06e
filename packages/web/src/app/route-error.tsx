import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../components/error-notice.tsx';

/** A page broke. The rest of the UI stays usable. */
export function RouteError({ error, reset }: ErrorComponentProps): ReactNode {
  return <ErrorNotice title="This page could not be shown" error={error} onRetry={reset} />;
}
