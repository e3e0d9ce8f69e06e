import type { ReactNode } from 'react';
import { ErrorNotice } from './error-notice.tsx';
import { PageHeader } from './page-header.tsx';

/** A page that has nothing to show but why it cannot be shown. */
export function PageProblem({
  title,
  error,
  onRetry,
}: {
  readonly title: string;
  readonly error: unknown;
  readonly onRetry: () => void;
}): ReactNode {
  return (
    <>
      <PageHeader title={title} />
      <ErrorNotice error={error} onRetry={onRetry} />
    </>
  );
}
