import type { ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PageProblem } from '../components/page-problem.tsx';

/** A page broke. The rest of the UI stays usable. */
export function RouteError({ error, reset }: ErrorComponentProps): ReactNode {
  return <PageProblem title="This page could not be shown" error={error} onRetry={reset} />;
}
