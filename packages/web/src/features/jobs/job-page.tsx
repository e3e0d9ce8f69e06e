import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { MarkdownText } from '../../components/markdown-text.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { useJob } from './api/get-job.ts';

/** One job: its form, and how it went before. */
export function JobPage(): ReactNode {
  const address = useParams({ from: '/jobs/$source/$module/$className' });
  const job = useJob(address);
  if (job.error) return <ErrorNotice error={job.error} onRetry={() => void job.refetch()} />;
  if (!job.data) return <ListSkeleton />;
  return <PageHeader title={job.data.name} description={<MarkdownText text={job.data.description} />} />;
}
