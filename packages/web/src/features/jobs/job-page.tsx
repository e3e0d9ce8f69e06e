import { Alert, Badge, Grid, Group, List, Tabs, Text } from '@mantine/core';
import { IconAlertTriangle, IconCode, IconPlayerPlay } from '@tabler/icons-react';
import { useParams, useSearch } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ListSkeleton } from '../../components/list-skeleton.tsx';
import { MarkdownText } from '../../components/markdown-text.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { WayBack } from '../../components/way-back.tsx';
import { formatDuration, shortVersion } from '../../lib/format.ts';
import { useJob, type JobDetail } from './api/get-job.ts';
import { JobSource } from './components/job-source.tsx';
import { PreviousResults } from './components/previous-results.tsx';
import { PageProblem } from '../../components/page-problem.tsx';
import { JobForm } from './form/job-form.tsx';

/** One job: its form, its code, and how it went before. */
export function JobPage(): ReactNode {
  const address = useParams({ from: '/jobs/$source/$module/$className' });
  const proposal = useSearch({ from: '/jobs/$source/$module/$className' });
  const { data: job, error, refetch } = useJob(address);
  if (error && !job)
    return <PageProblem title="This job cannot be shown" error={error} onRetry={() => void refetch()} />;
  if (!job) return <ListSkeleton />;
  return (
    <>
      <PageHeader
        title={job.name}
        above={<WayBack to="/jobs">Jobs</WayBack>}
        badges={<JobBadges job={job} />}
        description={
          <>
            {job.description !== '' && <MarkdownText text={job.description} />}
            <Text size="xs" ff="monospace" mt={6} style={{ overflowWrap: 'anywhere' }}>
              {job.class_path}
              {job.bundle_digest !== null && ` · version ${shortVersion(job.bundle_digest)}`}
            </Text>
          </>
        }
      />
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 8 }}>
          <Warnings job={job} />
          <Tabs defaultValue="form" keepMounted={false}>
            <Tabs.List mb="md">
              <Tabs.Tab value="form" leftSection={<IconPlayerPlay size={16} aria-hidden />}>
                Run
              </Tabs.Tab>
              <Tabs.Tab value="source" leftSection={<IconCode size={16} aria-hidden />}>
                Source code
              </Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="form">
              <JobForm key={formKey(job, proposal)} job={job} proposal={proposal} />
            </Tabs.Panel>
            <Tabs.Panel value="source">
              <JobSource job={job} />
            </Tabs.Panel>
          </Tabs>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 4 }}>
          <PreviousResults classPath={job.class_path} />
        </Grid.Col>
      </Grid>
    </>
  );
}

/** A form begins anew when its variables or what the address proposes are others, not when a run has ended. */
function formKey(job: JobDetail, proposal: unknown): string {
  return JSON.stringify([job.class_path, job.bundle_digest, proposal]);
}

function JobBadges({ job }: { readonly job: JobDetail }): ReactNode {
  return (
    <Group gap={6}>
      {job.read_only && (
        <Badge color="gray" variant="light">
          Read only
        </Badge>
      )}
      {job.singleton && (
        <Badge color="gray" variant="light">
          One run at a time
        </Badge>
      )}
      {job.time_limit_ms !== null && (
        <Badge color="gray" variant="light">
          At most {formatDuration(job.time_limit_ms)}
        </Badge>
      )}
    </Group>
  );
}

function Warnings({ job }: { readonly job: JobDetail }): ReactNode {
  if (job.warnings.length === 0) return null;
  return (
    <Alert
      color="yellow"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title="For the author of this job"
      mb="md"
    >
      <List size="sm">
        {job.warnings.map((warning) => (
          <List.Item key={warning}>{warning}</List.Item>
        ))}
      </List>
    </Alert>
  );
}
